using System.Text;
using LlmGateway.Metering;
using LlmGateway.Metering.Providers;
using LlmGateway.Metering.Providers.HeyGen;

namespace LlmGateway.Tests.Providers.HeyGen;

public sealed class HeyGenDialectTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private static readonly Refusal s_quota = new(RefusalCode.QuotaExceeded, 429, "Quota exceeded: videos of user alice: limit 2, 2 used.")
    {
        Quota = new(Subject.User("default", "alice"), "videos", 2, 2, 0, 0, 1, new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero)),
    };

    [Fact]
    public void The_key_goes_into_X_Api_Key()
    {
        var dialect = new HeyGenDialect();
        Assert.Equal(("X-Api-Key", "hg-1"), (dialect.CredentialHeader, dialect.CredentialValue("hg-1")));
    }

    [Theory]
    [InlineData("/v3/videos", """{"error":{"code":"insufficient_credit","message":"Quota exceeded: videos of user alice: limit 2, 2 used.","param":null,"doc_url":null,"quota":{"code":"quota_exceeded","subject":"user","id":"alice","meter":"videos","limit":2,"used":2,"held":0,"remaining":0,"requested":1,"resets_at":"2026-12-01T00:00:00Z"}}}""")]
    [InlineData("/v2/video/generate", """{"data":null,"error":{"code":"insufficient_credit","message":"Quota exceeded: videos of user alice: limit 2, 2 used.","param":null,"doc_url":null,"quota":{"code":"quota_exceeded","subject":"user","id":"alice","meter":"videos","limit":2,"used":2,"held":0,"remaining":0,"requested":1,"resets_at":"2026-12-01T00:00:00Z"}}}""")]
    [InlineData("/v1/video_agent/generate", """{"code":400599,"message":"Quota exceeded: videos of user alice: limit 2, 2 used.","data":null,"quota":{"code":"quota_exceeded","subject":"user","id":"alice","meter":"videos","limit":2,"used":2,"held":0,"remaining":0,"requested":1,"resets_at":"2026-12-01T00:00:00Z"}}""")]
    public void Over_quota_is_a_429_in_the_envelope_of_the_version_and_says_when_not_to_come_back(string path, string body)
    {
        var rendered = Render(s_quota, path);
        Assert.Equal((429, body), (rendered.Status, Encoding.UTF8.GetString(rendered.Json.Span)));
        Assert.Empty(rendered.Headers);
    }

    [Fact]
    public void The_accounts_own_limit_tells_no_numbers()
    {
        var refusal = s_quota with { Message = "The gateway's own account has reached its limit.", Quota = s_quota.Quota! with { Subject = Subject.Upstream("heygen", "default") } };
        Assert.Equal(
            """{"error":{"code":"insufficient_credit","message":"The gateway's own account has reached its limit.","param":null,"doc_url":null,"quota":{"code":"quota_exceeded","subject":"upstream","meter":"videos"}}}""",
            Text(refusal, "/v3/videos"));
    }

    [Theory]
    [InlineData("/v3/videos", """{"error":{"code":"rate_limit_exceeded","message":"Too fast.","param":null,"doc_url":null}}""")]
    [InlineData("/v1/video_status.get", """{"code":400429,"message":"Too fast.","data":null}""")]
    public void Too_fast_is_a_429_that_says_when_to_come_back(string path, string body)
    {
        var rendered = Render(new(RefusalCode.RateLimited, 429, "Too fast.") { RetryAfter = TimeSpan.FromSeconds(12.3) }, path);
        Assert.Equal(body, Encoding.UTF8.GetString(rendered.Json.Span));
        Assert.Equal([new("retry-after", "13")], rendered.Headers);
    }

    [Theory]
    [InlineData(RefusalCode.UnknownOperation, 404, "/v3/x", """{"error":{"code":"unknown_operation","message":"No.","param":"p","doc_url":null}}""")]
    [InlineData(RefusalCode.InvalidApiKey, 401, "/v3/x", """{"error":{"code":"invalid_api_key","message":"No.","param":"p","doc_url":null}}""")]
    [InlineData(RefusalCode.InvalidApiKey, 401, "/v1/x", """{"code":400112,"message":"No.","data":null}""")]
    [InlineData(RefusalCode.OperationNotAllowed, 403, "/v1/x", """{"code":400573,"message":"No.","data":null}""")]
    [InlineData(RefusalCode.InvalidRequest, 400, "/v1/x", """{"code":400175,"message":"No.","data":null}""")]
    [InlineData(RefusalCode.QuotaStoreUnavailable, 503, "/v2/x", """{"data":null,"error":{"code":"quota_store_unavailable","message":"No.","param":"p","doc_url":null}}""")]
    public void Every_no_has_the_shape_of_its_version(string code, int status, string path, string body) => Assert.Equal(body, Text(new(code, status, "No.", "p"), path));

    private static string Text(Refusal refusal, string path) => Encoding.UTF8.GetString(Render(refusal, path).Json.Span);

    private static RefusalBody Render(Refusal refusal, string path) => new HeyGenDialect().Render(refusal, new("POST", path, false, s_now));
}
