using System.Net;
using System.Text.Json.Nodes;
using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Outages;

/// <summary>A PostgreSQL that stands still with its connections open, as on a machine that hangs: whoever asks is told so in seconds, and running calls go on.</summary>
public sealed class FrozenDatabaseTests
{
    private const string Chat = """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Say hello."}],"max_completion_tokens":50}""";

    /// <summary>Long for a busy machine, and short beside the minute or more that an unbounded wait takes.</summary>
    private static readonly TimeSpan s_seconds = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Health_and_administration_answer_while_the_database_stands_still_and_calls_go_on()
    {
        await using var postgres = await PostgresServer.StartAsync();
        await using var stage = await Stage.StartAsync(new()
        {
            ["ConnectionStrings:Ledger"] = postgres.ConnectionString(),
            ["Keys:Pepper"] = "kZ0t9yqQf8mJ2rW5uX1vB7nC4dL6hS3pA0gEiKoMqTs=",
        });
        var key = await stage.KeyAsync();
        using var before = await stage.CallAsync(key.Secret, "openai/v1/chat/completions", Chat);
        await stage.Admin.RowOfAsync(before);
        Assert.Equal("ready", (await HealthAsync(stage))["status"]!.GetValue<string>());

        await postgres.FreezeAsync();
        var health = HealthAsync(stage).WaitAsync(s_seconds, TestContext.Current.CancellationToken);
        var listing = stage.Admin.GetAsync(new Uri("keys", UriKind.Relative), TestContext.Current.CancellationToken).WaitAsync(s_seconds, TestContext.Current.CancellationToken);
        var writing = stage.Admin.PostAsync(new Uri("users", UriKind.Relative), new StringContent("{\"id\":\"carol\"}", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")), TestContext.Current.CancellationToken)
            .WaitAsync(s_seconds, TestContext.Current.CancellationToken);
        var calling = stage.CallAsync(key.Secret, "openai/v1/chat/completions", Chat).WaitAsync(s_seconds, TestContext.Current.CancellationToken);

        Assert.Equal("degraded", (await health)["status"]!.GetValue<string>());
        foreach (var response in (HttpResponseMessage[])[await listing, await writing])
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.Equal("database_unavailable", response.Headers.GetValues("X-LlmGateway-Error").Single());
            response.Dispose();
        }

        using var during = await calling;
        Assert.Equal(HttpStatusCode.OK, during.StatusCode);

        await postgres.ThawAsync();
        await Eventually.ReachesAsync(() => HealthAsync(stage), now => now["status"]!.GetValue<string>() == "ready", "the database to answer again");
        Assert.Equal("settle", (await stage.Admin.RowOfAsync(during))["kind"]!.GetValue<string>());
    }

    private static async Task<JsonNode> HealthAsync(Stage stage)
    {
        using var response = await stage.Client.GetAsync(new Uri(stage.Address, "health/ready"));
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }
}
