using LlmGateway.Database;

namespace LlmGateway.Tests.Admin;

/// <summary>Rows as the ledger writer leaves them.</summary>
internal static class Rows
{
    public static DailyUsageEntity Daily(string key, DateOnly date, long tokens, string organization = "default", string user = "u", string team = "t", string model = "gpt-4o", long cost = 0)
    {
        var day = date.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        return new()
        {
            Organization = organization,
            Day = day,
            UtcDay = day,
            User = user,
            Team = team,
            ApiKey = key,
            Upstream = "default",
            Provider = "openai",
            Model = model,
            Operation = "openai.chat_completions",
            OperationType = "llm_call",
            Tokens = tokens,
            InputTokens = tokens,
            Calls = 1,
            CostNano = cost,
        };
    }
}
