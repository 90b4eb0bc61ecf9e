using System.Text.Json;
using LlmGateway.Metering;
using LlmGateway.Metering.Providers;
using LlmGateway.Metering.Providers.OpenAI;

namespace LlmGateway.Tests.Providers.OpenAI;

public sealed class OpenAIDialectTests
{
    private static readonly DialectContext s_context = new("POST", "/v1/chat/completions", false, DateTimeOffset.UnixEpoch);

    [Fact]
    public void An_exhausted_quota_is_insufficient_quota_that_is_not_retried_and_tells_the_numbers()
    {
        var quota = new QuotaExceeded(Subject.User("acme", "alice"), "cost", 5_000_000_000, 4_000_000_000, 500_000_000, 500_000_000, 600_000_000, new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero));
        var (status, error, headers) = Render(new(RefusalCode.QuotaExceeded, 429, "Spent.") { Quota = quota });
        Assert.Equal(429, status);
        Assert.Equal("insufficient_quota", error.GetProperty("type").GetString());
        Assert.Equal("insufficient_quota", error.GetProperty("code").GetString());
        Assert.Equal(JsonValueKind.Null, error.GetProperty("param").ValueKind);
        Assert.Equal("""{"code":"quota_exceeded","subject":"user","id":"alice","meter":"cost","limit":"5","used":"4","held":"0.5","remaining":"0.5","requested":"0.6","resets_at":"2026-12-01T00:00:00Z"}""", error.GetProperty("quota").GetRawText());
        Assert.Equal("false", headers["x-should-retry"]);
        Assert.False(headers.ContainsKey("retry-after"));
    }

    [Fact]
    public void The_numbers_of_the_shared_account_are_not_told()
    {
        var quota = new QuotaExceeded(Subject.Upstream("openai", "default"), "tokens", 10, 9, 0, 1, 5, DateTimeOffset.UnixEpoch);
        var (_, error, _) = Render(new(RefusalCode.QuotaExceeded, 429, "Spent.") { Quota = quota });
        Assert.Equal("""{"code":"quota_exceeded","subject":"upstream","meter":"tokens"}""", error.GetProperty("quota").GetRawText());
    }

    [Fact]
    public void A_rate_is_retried_when_it_is_over()
    {
        var (_, error, headers) = Render(new(RefusalCode.RateLimited, 429, "Slow down.") { RetryAfter = TimeSpan.FromSeconds(1.2) });
        Assert.Equal("rate_limit_exceeded", error.GetProperty("code").GetString());
        Assert.Equal("2", headers["retry-after"]);
        Assert.Equal("1200", headers["retry-after-ms"]);
        Assert.False(headers.ContainsKey("x-should-retry"));
    }

    [Theory]
    [InlineData(RefusalCode.InvalidRequest, 400, "invalid_request_error")]
    [InlineData(RefusalCode.InvalidApiKey, 401, "invalid_request_error")]
    [InlineData(RefusalCode.UnknownOperation, 404, "invalid_request_error")]
    [InlineData(RefusalCode.QuotaStoreUnavailable, 503, "server_error")]
    [InlineData(RefusalCode.UpstreamTimeout, 504, "server_error")]
    public void Other_refusals_have_their_own_code_and_the_providers_type(string code, int status, string type)
    {
        var (told, error, _) = Render(new(code, status, "No.", "model"));
        Assert.Equal((status, type, code, "model"), (told, error.GetProperty("type").GetString(), error.GetProperty("code").GetString(), error.GetProperty("param").GetString()));
    }

    [Fact]
    public void The_key_goes_where_the_provider_wants_it()
    {
        var dialect = new OpenAIDialect();
        Assert.Equal(("Authorization", "Bearer sk-1"), (dialect.CredentialHeader, dialect.CredentialValue("sk-1")));
    }

    private static (int Status, JsonElement Error, Dictionary<string, string> Headers) Render(Refusal refusal)
    {
        var body = new OpenAIDialect().Render(refusal, s_context);
        using var json = JsonDocument.Parse(body.Json);
        return (body.Status, json.RootElement.GetProperty("error").Clone(), body.Headers.ToDictionary(header => header.Key, header => header.Value));
    }
}
