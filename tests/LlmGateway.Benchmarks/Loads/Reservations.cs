using System.Collections.Immutable;
using LlmGateway.Metering;

namespace LlmGateway.Benchmarks.Loads;

/// <summary>Reservations of calls as the gateway makes them.</summary>
/// <param name="subjects">3: key, user, organization; 5: team and upstream as well.</param>
/// <param name="meters">2: tokens and calls; 4: money and images as well. All of them are limited.</param>
internal sealed class Reservations(int subjects, int meters)
{
    private static readonly SubjectLimits s_two = new() { MonthlyTokenLimit = Amounts.Largest, MonthlyCallLimit = Amounts.Largest };
    private static readonly SubjectLimits s_four = s_two with { MonthlyCostLimit = Amounts.Largest, ImageGenerationLimit = Amounts.Largest };

    private readonly EffectiveLimits _limits = Limits(meters);
    private readonly Window _window = Window.At(WindowKind.CalendarMonth, TimeProvider.System.GetUtcNow(), TimeZoneInfo.Utc);

    private readonly Hold _hold = meters == 2
        ? new(new(Tokens: 250, Calls: 1), new(Tokens: 1), 256, 256)
        : new(new(Tokens: 250, Calls: 1, Cost: 100_000, Images: 1), new(Tokens: 1, Cost: 1600), 256, 256);

    public static EffectiveLimits Limits(int meters) => EffectiveLimits.Resolve(meters == 2 ? s_two : s_four, null);

    public ReserveRequest Next(string key) => new()
    {
        ReservationId = Ids.New(Ids.Reservation, TimeProvider.System),
        Accounts = Accounts(key),
        Hold = _hold,
        ExpectedTokens = 300,
        Lease = TimeSpan.FromMinutes(10),
        Context = new()
        {
            RequestId = "req_01h455vb4pex5vsknk084sn02q",
            Organization = "default",
            ApiKey = key,
            User = "user",
            Team = "team",
            Provider = "openai",
            Upstream = "default",
            Operation = "openai.chat_completions",
            OperationType = OperationType.LlmCall,
            Model = "gpt-4.1-mini",
            BoundKind = BoundKind.Proven,
            ExpectedInputTokens = 220,
            ExpectedTokens = 300,
            TimeZone = "UTC",
        },
    };

    public static Settlement Settle(Reservation reservation) => new()
    {
        ReservationId = reservation.Id,
        Kind = EntryKind.Settle,
        Posted = new(Tokens: 300, Calls: 1, Cost: 216_000),
        Certainty = Certainty.Exact,
        Usage = new() { InputTokens = 220, OutputTokens = 80, TotalTokens = 300, CachedInputTokens = 0, ReasoningTokens = 0, Model = "gpt-4.1-mini-2025-04-14", ServiceTier = "default" },
        ProviderId = "chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG",
        Status = 200,
        LatencyMs = 900,
        PriceId = "openai/gpt-4.1-mini",
    };

    private ImmutableArray<QuotaAccount> Accounts(string key)
    {
        var all = ImmutableArray.Create(Account(Subject.Key(key)), Account(Subject.User("default", "user")));
        if (subjects == 5) all = all.Add(Account(Subject.Team("default", "team")));
        all = all.Add(Account(Subject.Organization("default")));
        return subjects == 5 ? all.Add(Account(Subject.Upstream("openai", "default"))) : all;
    }

    private QuotaAccount Account(Subject subject) => new(subject, _window, _limits, 1);
}
