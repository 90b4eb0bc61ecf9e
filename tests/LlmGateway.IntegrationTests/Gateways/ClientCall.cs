using System.Net;
using System.Text.RegularExpressions;
using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Gateways;

/// <summary>What a client saw of one call.</summary>
/// <param name="Status">Null if it got no answer.</param>
/// <param name="ProviderId">The provider's id, if the whole answer came.</param>
internal sealed partial record ClientCall(HttpStatusCode? Status, string? ProviderId, string Text)
{
    public const string Path = "openai/v1/chat/completions";

    public bool IsAnswered => ProviderId is not null;

    public static string Body(string prompt = "Hi", bool streamed = false, int most = 20) =>
        $$"""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"{{prompt}}"}],"max_completion_tokens":{{most}}{{(streamed ? ",\"stream\":true" : "")}}}""";

    public static async Task<ClientCall> SendAsync(HttpClient client, Uri gateway, string secret, string body, string? simulate = null)
    {
        try
        {
            using var request = Stage.Call(gateway, secret, Path, body, simulate);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            var text = await response.Content.ReadAsStringAsync();
            var isWhole = response.StatusCode == HttpStatusCode.OK && (!body.Contains("\"stream\":true", StringComparison.Ordinal) || text.Contains("[DONE]", StringComparison.Ordinal));
            return new(response.StatusCode, isWhole ? ChatId().Match(text).Value : null, text);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return new(null, null, exception.Message);
        }
    }

    [GeneratedRegex("chatcmpl-[A-Za-z0-9_-]+")]
    private static partial Regex ChatId();
}
