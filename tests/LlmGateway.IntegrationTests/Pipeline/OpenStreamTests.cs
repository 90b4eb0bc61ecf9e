using System.Net;
using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Pipeline;

/// <summary>Streams that stay open for long.</summary>
public sealed class OpenStreamTests
{
    [Fact]
    public async Task Hold_no_request_bodies_while_they_last()
    {
        // Room for two bodies of 300 kB, which take half a megabyte each.
        await using var stage = await Stage.StartAsync(new() { ["Bodies:AtOnce"] = "1048576" });
        var key = await stage.KeyAsync();
        var prompt = string.Concat(Enumerable.Repeat("hello ", 50_000));
        var body = $$"""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"{{prompt}}"}],"max_completion_tokens":100,"stream":true}""";
        using var client = new HttpClient();
        var open = new List<(HttpResponseMessage Response, StreamReader Reader)>();
        try
        {
            for (var i = 0; i < 6; i++)
            {
                using var request = Stage.Call(stage.Address, key.Secret, "openai/v1/chat/completions", body, "chunks=60,pace=50,output-tokens=77");
                var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
                open.Add((response, reader));
                Assert.NotNull(await reader.ReadLineAsync());
            }

            foreach (var (_, reader) in open) Assert.EndsWith("data: [DONE]\n\n", await reader.ReadToEndAsync(), StringComparison.Ordinal);
        }
        finally
        {
            foreach (var (response, reader) in open)
            {
                reader.Dispose();
                response.Dispose();
            }
        }

        Assert.All(await stage.Admin.LedgerOfAsync(6, $"key={key.Id}"), row => Assert.Equal(("exact", 77), (row!["certainty"]!.ToString(), row["output_tokens"]!.GetValue<long>())));
        await stage.Admin.AssertNothingHeldAsync(key.Id);
    }
}
