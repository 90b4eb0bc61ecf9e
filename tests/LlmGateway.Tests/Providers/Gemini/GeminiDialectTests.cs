using System.Text;
using LlmGateway.Metering;
using LlmGateway.Metering.Providers;
using LlmGateway.Metering.Providers.Gemini;

namespace LlmGateway.Tests.Providers.Gemini;

/// <summary>Refusals as Google's SDKs read them (design section 6), byte for byte.</summary>
public sealed class GeminiDialectTests
{
    private const string Plain = "/v1beta/models/gemini-2.5-flash:generateContent";
    private const string Stream = "/v1beta/models/gemini-2.5-flash:streamGenerateContent";
    private const string Compatible = "/v1beta/openai/chat/completions";

    private static readonly DateTimeOffset s_now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly GeminiDialect s_dialect = new();

    private static readonly Refusal s_quota = new(RefusalCode.QuotaExceeded, 429, "The monthly limit of user alice is used up.")
    {
        Quota = new(Subject.User("default", "alice"), "cost", 5_000_000_000, 4_990_000_000, 0, 10_000_000, 25_000_000, s_now.AddHours(12)),
    };

    private const string QuotaBody =
        """{"error":{"code":429,"message":"The monthly limit of user alice is used up.","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"QUOTA_EXCEEDED","domain":"llmgateway","metadata":{"code":"quota_exceeded","subject":"user","id":"alice","meter":"cost","limit":"5","used":"4.99","held":"0","remaining":"0.01","requested":"0.025","resets_at":"2026-11-24T00:00:00Z"}},{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"43200s"}]}}""";

    [Fact]
    public void A_quota_tells_everything_as_strings_and_when_it_resets()
    {
        var body = Render(s_quota, Plain);
        Assert.Equal((429, QuotaBody), (body.Status, Text(body)));
        Assert.Equal([new("x-should-retry", "false")], body.Headers);
    }

    [Theory]
    [InlineData(Plain, false, false)]
    [InlineData(Stream, true, false)]
    [InlineData(Stream, false, true)]
    [InlineData(Compatible, false, true)]
    public void The_error_is_in_an_array_where_Google_puts_it_in_one(string path, bool events, bool array)
    {
        Assert.Equal(array ? $"[{QuotaBody}]" : QuotaBody, Text(s_dialect.Render(s_quota, new("POST", path, events, s_now))));
    }

    [Fact]
    public void The_provider_account_tells_no_numbers()
    {
        var refusal = s_quota with { Quota = s_quota.Quota! with { Subject = Subject.Upstream("gemini", "default") } };
        Assert.Contains("""{"code":"quota_exceeded","subject":"upstream","meter":"cost"}""", Text(Render(refusal, Plain)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rate_is_worth_trying_again_soon()
    {
        var rate = s_quota with { Code = RefusalCode.RateLimited, Message = "Too fast.", RetryAfter = TimeSpan.FromSeconds(7.2), Quota = s_quota.Quota! with { Meter = "requests_per_minute", Limit = 5, Used = 5, Remaining = 0, Requested = 1 } };
        var body = Render(rate, Plain);
        Assert.Equal(
            """{"error":{"code":429,"message":"Too fast.","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"RATE_LIMITED","domain":"llmgateway","metadata":{"code":"rate_limited","subject":"user","id":"alice","meter":"requests_per_minute","limit":"5","used":"5","held":"0","remaining":"0","requested":"1","resets_at":"2026-11-24T00:00:00Z"}},{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"8s"}]}}""",
            Text(body));
        Assert.Equal([new("retry-after", "8")], body.Headers);
    }

    [Fact]
    public void A_wrong_field_is_named()
    {
        Assert.Equal(
            """{"error":{"code":400,"message":"'candidateCount' must be a whole number from 1 to 8.","status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"INVALID_REQUEST","domain":"llmgateway","metadata":{"code":"invalid_request"}},{"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{"field":"candidateCount","description":"'candidateCount' must be a whole number from 1 to 8."}]}]}}""",
            Text(Render(Refusal.Invalid("'candidateCount' must be a whole number from 1 to 8.", "candidateCount"), Plain)));
    }

    [Theory]
    [InlineData(RefusalCode.InvalidApiKey, 401, "UNAUTHENTICATED", "INVALID_API_KEY")]
    [InlineData(RefusalCode.KeyExpired, 401, "UNAUTHENTICATED", "KEY_EXPIRED")]
    [InlineData(RefusalCode.SubjectDisabled, 403, "PERMISSION_DENIED", "SUBJECT_DISABLED")]
    [InlineData(RefusalCode.SharedAccountListing, 403, "PERMISSION_DENIED", "SHARED_ACCOUNT_LISTING")]
    [InlineData(RefusalCode.UnknownOperation, 404, "NOT_FOUND", "UNKNOWN_OPERATION")]
    [InlineData(RefusalCode.UnsupportedParameter, 400, "INVALID_ARGUMENT", "UNSUPPORTED_PARAMETER")]
    [InlineData(RefusalCode.PayloadTooLarge, 413, "INVALID_ARGUMENT", "PAYLOAD_TOO_LARGE")]
    [InlineData(RefusalCode.QuotaStoreUnavailable, 503, "UNAVAILABLE", "QUOTA_STORE_UNAVAILABLE")]
    [InlineData(RefusalCode.UpstreamUnreachable, 502, "UNAVAILABLE", "UPSTREAM_UNREACHABLE")]
    [InlineData(RefusalCode.UpstreamTimeout, 504, "DEADLINE_EXCEEDED", "UPSTREAM_TIMEOUT")]
    public void Every_code_has_the_status_word_of_its_number(string code, int status, string word, string reason)
    {
        var body = Render(new(code, status, "No."), Plain);
        Assert.Equal(
            $$$"""{"error":{"code":{{{status}}},"message":"No.","status":"{{{word}}}","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"{{{reason}}}","domain":"llmgateway","metadata":{"code":"{{{code}}}"}}]}}""",
            Text(body));
        Assert.Equal(status < 429, body.Headers.Any(header => header is { Key: "x-should-retry", Value: "false" }));
    }

    [Theory]
    [InlineData(Plain, "x-goog-api-key", "AIza")]
    [InlineData("/v1beta/interactions", "x-goog-api-key", "AIza")]
    [InlineData(Compatible, "Authorization", "Bearer AIza")]
    [InlineData("/v1/openai/models", "Authorization", "Bearer AIza")]
    public void The_key_goes_where_the_endpoint_takes_it(string path, string header, string value) => Assert.Equal((header, value), s_dialect.Credential(path, "AIza"));

    private static RefusalBody Render(Refusal refusal, string path) => s_dialect.Render(refusal, new DialectContext("POST", path, false, s_now));

    private static string Text(RefusalBody body) => Encoding.UTF8.GetString(body.Json.Span);
}
