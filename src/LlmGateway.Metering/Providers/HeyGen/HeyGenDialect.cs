using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>How HeyGen's clients send a key, and its error envelopes, which differ by the version in the path (fact sheet 1 and 6).</summary>
public sealed class HeyGenDialect : Dialect
{
    public override string CredentialHeader => "X-Api-Key";

    public override string CredentialValue(string key) => key;

    public override RefusalBody Render(Refusal refusal, DialectContext context)
    {
        var body = context.Path.StartsWith("/v1/", StringComparison.Ordinal) ? Version1(refusal)
            : context.Path.StartsWith("/v2/", StringComparison.Ordinal) ? Version2(refusal)
            : new JsonObject { ["error"] = Error(refusal) };
        return new(refusal.Status, Encoding.UTF8.GetBytes(body.ToJsonString(Readable.Json)), [.. Headers(refusal)]);
    }

    private static JsonObject Version2(Refusal refusal) => new() { ["data"] = null, ["error"] = Error(refusal) };

    private static JsonObject Version1(Refusal refusal)
    {
        var body = new JsonObject { ["code"] = Number(refusal), ["message"] = refusal.Message, ["data"] = null };
        if (refusal.Quota is { } quota) body["quota"] = QuotaJson.Write(refusal.Code, quota);
        return body;
    }

    private static JsonObject Error(Refusal refusal)
    {
        var error = new JsonObject { ["code"] = Code(refusal), ["message"] = refusal.Message, ["param"] = refusal.Param, ["doc_url"] = null };
        if (refusal.Quota is { } quota) error["quota"] = QuotaJson.Write(refusal.Code, quota);
        return error;
    }

    private static string Code(Refusal refusal) => refusal.Code switch
    {
        RefusalCode.QuotaExceeded => "insufficient_credit",
        RefusalCode.RateLimited => "rate_limit_exceeded",
        _ => refusal.Code,
    };

    /// <summary>The numbers that version 1 tells: invalid credentials, permission denied, invalid parameter, tier not supported; else the HTTP status behind 400.</summary>
    private static int Number(Refusal refusal) => refusal switch
    {
        { Code: RefusalCode.QuotaExceeded } => 400599,
        { Status: 401 } => 400112,
        { Status: 403 } => 400573,
        { Status: 400 } => 400175,
        _ => 400_000 + refusal.Status,
    };

    /// <summary>HeyGen's own client repeats a 429 twice and honours Retry-After, clamped to 30 s: a quota has none.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Headers(Refusal refusal)
    {
        if (refusal.RetryAfter is { } wait) yield return new("retry-after", Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture));
    }
}
