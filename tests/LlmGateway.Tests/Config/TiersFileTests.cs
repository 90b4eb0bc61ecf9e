using System.Text;
using LlmGateway.Metering;
using LlmGateway.Operations;

namespace LlmGateway.Tests.Config;

public sealed class TiersFileTests
{
    [Fact]
    public void A_tier_may_set_every_limit_and_what_its_users_may_call()
    {
        var tier = Assert.Single(TiersFile.Read(Encoding.UTF8.GetBytes("""
            {"gold":{"monthly_token_limit":1,"monthly_call_limit":2,"monthly_cost_limit_usd":"0.000000003","video_generation_limit":4,"image_generation_limit":5,
             "script_generation_limit":6,"video_seconds_limit":7.125,"requests_per_minute":8,"tokens_per_minute":9,"max_parallel_requests":10,
             "window":"rolling_30_days","enforcement":"shadow","allowed_models":["GPT-5*"],"allowed_operations":["openai.*"]}}
            """))).Value;
        Assert.Equal(("gold", "gpt-5*", "openai.*"), (tier.Name, Assert.Single(tier.AllowedModels), Assert.Single(tier.AllowedOperations)));
        Assert.Equal(new SubjectLimits
        {
            MonthlyTokenLimit = 1,
            MonthlyCallLimit = 2,
            MonthlyCostLimit = 3,
            VideoGenerationLimit = 4,
            ImageGenerationLimit = 5,
            ScriptGenerationLimit = 6,
            VideoSecondsLimit = 7_125,
            RequestsPerMinute = 8,
            TokensPerMinute = 9,
            MaxParallelRequests = 10,
            Window = WindowKind.Rolling30Days,
            Enforcement = Enforcement.Shadow,
        }, tier.Limits);
    }

    [Theory]
    [InlineData("""{"gold":{"monthly_token_limit":-1}}""", "gold.monthly_token_limit must be a whole number")]
    [InlineData("""{"gold":{"monthly_token_limit":1.5}}""", "gold.monthly_token_limit must be a whole number")]
    [InlineData("""{"gold":{"monthly_cost_limit_usd":5}}""", "gold.monthly_cost_limit_usd must be a string")]
    [InlineData("""{"gold":{"monthly_cost_limit_usd":"-5"}}""", "gold.monthly_cost_limit_usd must be a decimal string")]
    [InlineData("""{"gold":{"video_seconds_limit":1.0001}}""", "gold.video_seconds_limit must have at most three decimals")]
    [InlineData("""{"gold":{"window":"weekly"}}""", "gold.window is 'weekly', and must be one of calendar_month, rolling_30_days")]
    [InlineData("""{"gold":{"is_active":true}}""", "gold.is_active is not a known field")]
    [InlineData("""{"gold":7}""", "gold must be an object")]
    [InlineData("""{}""", "must name at least one tier")]
    public void A_wrong_tier_is_named_with_its_path(string json, string problem) =>
        Assert.Contains(problem, Assert.Throws<ConfigurationInvalidException>(() => TiersFile.Read(Encoding.UTF8.GetBytes(json))).Message);
}
