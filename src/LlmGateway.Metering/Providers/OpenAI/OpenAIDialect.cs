using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace LlmGateway.Metering.Providers.OpenAI;

/// <summary>How OpenAI's SDKs send a key, and the errors that they raise as their own types (fact sheet 1 and 6).</summary>
public sealed class OpenAIDialect : Dialect
{
    public override string CredentialHeader => "Authorization";

    public override string CredentialValue(string key) => "Bearer " + key;

    public override RefusalBody Render(Refusal refusal, DialectContext context)
    {
        var exceeded = refusal.Code == RefusalCode.QuotaExceeded;
        var error = new JsonObject
        {
            ["message"] = refusal.Message,
            ["type"] = Type(refusal),
            ["param"] = refusal.Param,
            // Clients read the code and not the type.
            ["code"] = exceeded ? "insufficient_quota" : refusal.Code == RefusalCode.RateLimited ? "rate_limit_exceeded" : refusal.Code,
        };
        if (refusal.Quota is { } quota) error["quota"] = QuotaJson.Write(refusal.Code, quota);
        return new(refusal.Status, Encoding.UTF8.GetBytes(new JsonObject { ["error"] = error }.ToJsonString(Readable.Json)), [.. Headers(refusal)]);
    }

    private static string Type(Refusal refusal) => refusal.Code switch
    {
        RefusalCode.QuotaExceeded => "insufficient_quota",
        RefusalCode.RateLimited => "requests",
        _ => refusal.Status >= 500 ? "server_error" : "invalid_request_error",
    };

    /// <summary>Without a Retry-After of days, which some clients sleep out.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Headers(Refusal refusal)
    {
        if (refusal.Code == RefusalCode.QuotaExceeded || refusal.Status is >= 400 and < 429) yield return new("x-should-retry", "false");
        if (refusal.RetryAfter is not { } wait) yield break;
        yield return new("retry-after", Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        yield return new("retry-after-ms", Math.Ceiling(wait.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));
    }
}
