using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace LlmGateway.Metering.Providers.Gemini;

/// <summary>How Google's SDKs send a key, and the errors that they raise as their own types (fact sheet 1 and 6).</summary>
public sealed class GeminiDialect : Dialect
{
    private const string TypeUrl = "type.googleapis.com/google.rpc.";

    public override string CredentialHeader => "x-goog-api-key";

    public override string CredentialValue(string key) => key;

    /// <summary>The OpenAI-compatible endpoints take the key where OpenAI's do; the others refuse it there.</summary>
    public override (string Header, string Value) Credential(string path, string key) =>
        IsOpenAICompatible(path) ? ("Authorization", "Bearer " + key) : (CredentialHeader, key);

    /// <summary>Of free answers only those that create objects are read.</summary>
    public override Refusal? Refuse(Operation operation, CallRequest request) =>
        operation.Class is OperationClass.Metered or OperationClass.JobSubmission or OperationClass.JobRead || operation.CreatesObjects ? HidingParameters.Refuse(request) : null;

    public override RefusalBody Render(Refusal refusal, DialectContext context)
    {
        var body = new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["code"] = refusal.Status,
                ["message"] = refusal.Message,
                ["status"] = Status(refusal.Status),
                ["details"] = Details(refusal, context.Now),
            },
        };
        JsonNode whole = IsInArray(context) ? new JsonArray(body) : body;
        return new(refusal.Status, Encoding.UTF8.GetBytes(whole.ToJsonString(Readable.Json)), [.. Headers(refusal)]);
    }

    private static bool IsOpenAICompatible(string path) =>
        path.Split('/') is ["", _, "openai", ..];

    private static bool IsInArray(DialectContext context) =>
        IsOpenAICompatible(context.Path) || (context.Path.EndsWith(":streamGenerateContent", StringComparison.Ordinal) && !context.IsEventStream);

    /// <summary>The words of google.rpc.Code that HTTP statuses stand for.</summary>
    private static string Status(int status) => status switch
    {
        401 => "UNAUTHENTICATED",
        403 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        409 => "ABORTED",
        429 => "RESOURCE_EXHAUSTED",
        502 or 503 => "UNAVAILABLE",
        504 => "DEADLINE_EXCEEDED",
        >= 500 => "INTERNAL",
        _ => "INVALID_ARGUMENT",
    };

    private static JsonArray Details(Refusal refusal, DateTimeOffset now)
    {
        var details = new JsonArray(new JsonObject
        {
            ["@type"] = TypeUrl + "ErrorInfo",
            ["reason"] = refusal.Code.ToUpperInvariant(),
            ["domain"] = "llmgateway",
            ["metadata"] = refusal.Quota is { } quota ? Strings(QuotaJson.Write(refusal.Code, quota)) : new JsonObject { ["code"] = refusal.Code },
        });
        if (refusal.Param is { } field)
        {
            var violation = new JsonObject { ["field"] = field, ["description"] = refusal.Message };
            details.Add((JsonNode)new JsonObject { ["@type"] = TypeUrl + "BadRequest", ["fieldViolations"] = new JsonArray(violation) });
        }

        if (Delay(refusal, now) is { } delay) details.Add((JsonNode)new JsonObject { ["@type"] = TypeUrl + "RetryInfo", ["retryDelay"] = $"{delay.ToString(CultureInfo.InvariantCulture)}s" });
        return details;
    }

    /// <summary>Until the quota's window ends: Google's own command line gives up at once when it is told so, and tries for minutes when it is not.</summary>
    private static long? Delay(Refusal refusal, DateTimeOffset now)
    {
        if (refusal.RetryAfter is { } soon) return Seconds(soon);
        return refusal is { Code: RefusalCode.QuotaExceeded, Quota: { } quota } ? Seconds(quota.ResetsAt - now) : null;
    }

    private static long Seconds(TimeSpan delay) => Math.Max(1, (long)Math.Ceiling(delay.TotalSeconds));

    private static IEnumerable<KeyValuePair<string, string>> Headers(Refusal refusal)
    {
        if (refusal.Code == RefusalCode.QuotaExceeded || refusal.Status is >= 400 and < 429) yield return new("x-should-retry", "false");
        if (refusal.RetryAfter is { } soon) yield return new("retry-after", Seconds(soon).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The metadata of an ErrorInfo is a map of strings.</summary>
    private static JsonObject Strings(JsonObject json)
    {
        var strings = new JsonObject();
        foreach (var (name, value) in json) strings[name] = value?.ToString();
        return strings;
    }
}
