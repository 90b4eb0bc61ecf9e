using LlmGateway.IntegrationTests.Infrastructure;
using LlmGateway.Simulator;

namespace LlmGateway.IntegrationTests.Pipeline;

/// <summary>No key, token, prompt or body is in a log, a metric or a refusal, whatever is logged and however a call ends.</summary>
public sealed class SecretsTests
{
    private const string Prompt = "canary-prompt-7Q2";
    private const string Chat = $$"""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"{{Prompt}}"}],"max_completion_tokens":20}""";
    private const string Generate = $$$"""{"contents":[{"role":"user","parts":[{"text":"{{{Prompt}}}"}]}],"generationConfig":{"maxOutputTokens":20}}""";

    [Fact]
    public async Task Nothing_secret_is_written_even_when_everything_is_logged()
    {
        await using var providers = await SimulatedProviders.StartAsync(new SimulatorOptions(), CancellationToken.None);
        var directory = Directory.CreateTempSubdirectory("llmgateway-tests-");
        await using (var gateway = await GatewayProcess.StartAsync(providers.Address, directory.FullName, new Dictionary<string, string?> { ["Logging:LogLevel:Default"] = "Trace" }))
        {
            using var admin = Stage.AdminClient(gateway.Address);
            using var client = new HttpClient();
            var (_, secret) = await admin.KeyAsync();
            var said = "";
            foreach (var simulate in (string?[])[null, "status=400", "status=500", "reset-after=0", "gzip"])
            {
                said += await SayAsync(Stage.Call(gateway.Address, secret, "openai/v1/chat/completions", Chat, simulate));
                said += await SayAsync(Stage.Call(gateway.Address, secret, "openai/v1/chat/completions", Chat.Replace("}]", "}],\"stream\":true", StringComparison.Ordinal), simulate));
                said += await SayAsync(new(HttpMethod.Post, new Uri(gateway.Address, $"gemini/v1beta/models/gemini-2.5-flash:generateContent?key={secret}")) { Content = new StringContent(Generate) });
            }

            said += await SayAsync(Stage.Call(gateway.Address, secret + "x", "openai/v1/chat/completions", Chat));
            said += await SayAsync(Stage.Call(gateway.Address, secret, "openai/v1/chat/completions", Chat[..^1]));
            said += await SayAsync(new(HttpMethod.Get, new Uri(gateway.Address, $"gemini/v1beta/unheard/of?key={secret}")));
            said += await client.GetStringAsync(new Uri(gateway.Address, "metrics"));
            Assert.Contains("gen_ai_client_token_usage", said, StringComparison.Ordinal);

            foreach (var canary in (string[])[secret, secret[^30..], Prompt, Stage.AdminToken, "sk-upstream-canary", "AIza-upstream-canary", "hg-upstream-canary"])
            {
                Assert.DoesNotContain(canary, gateway.Output, StringComparison.Ordinal);
                Assert.DoesNotContain(canary, said, StringComparison.Ordinal);
            }

            async Task<string> SayAsync(HttpRequestMessage request)
            {
                using (request)
                {
                    try
                    {
                        using var response = await client.SendAsync(request);
                        return response + await response.Content.ReadAsStringAsync();
                    }
                    catch (Exception exception) when (exception is HttpRequestException or IOException)
                    {
                        return exception.Message; // The provider broke off, and so did the gateway.
                    }
                }
            }
        }

        directory.Delete(recursive: true);
    }
}
