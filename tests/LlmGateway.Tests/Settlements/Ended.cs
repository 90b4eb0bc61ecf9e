using LlmGateway.Metering;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Tests.Settlements;

/// <summary>Ways in which a call ends, by the words of the design's table; and the reservation that they resolve.</summary>
internal static class Ended
{
    public static readonly DateTimeOffset Admitted = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    /// <summary>One dollar per million tokens of any kind: a token is a thousand nano-USD. A second of video costs ten cents.</summary>
    public static ModelCatalog Models { get; } = new([],
    [
        new() { Id = "p/m", Provider = "p", Model = "m", Unit = PriceUnit.MillionTokens, Input = 1, Output = 1 },
        new() { Id = "p/film", Provider = "p", Model = "film", Unit = PriceUnit.Second, Price = 0.1m },
    ]);

    public static Amounts Held { get; } = new(Tokens: 1_500, Calls: 1, Cost: 1_500_000);

    public static Reservation Reservation(Amounts? held = null, string model = "m", Usage? requested = null, OperationType type = OperationType.LlmCall, bool free = false, string? tier = null) => new()
    {
        Id = "rsv_1",
        AdmittedAt = Admitted,
        GrantedOutputTokens = 500,
        Held = held ?? Held,
        Accounts = [],
        Context = new()
        {
            RequestId = "req_1",
            Organization = "default",
            ApiKey = "key_1",
            Provider = "p",
            Upstream = "default",
            Operation = "p.operation",
            OperationType = type,
            Model = model,
            BoundKind = BoundKind.Proven,
            ExpectedInputTokens = 900,
            ExpectedTokens = 1_100,
            Requested = requested,
            ServiceTier = tier,
            FreeOfCharge = free,
            TimeZone = "UTC",
        },
    };

    public static Usage Used { get; } = new() { InputTokens = 800, OutputTokens = 200 };

    public static UsageReading Whole(Usage usage) => new() { Usage = usage, Final = true, AnythingSeen = true };

    public static CallOutcome By(CallEnd end, int? status, UsageReading? reading = null) => new(end, status, reading ?? UsageReading.Nothing, 42);

    /// <summary>The rows of the table, each in the ways in which it can happen.</summary>
    public static CallOutcome Outcome(string how) => how switch
    {
        "never dispatched" => By(CallEnd.NotDispatched, null),
        "connection refused" => By(CallEnd.NotDispatched, null),
        "400 without usage" => By(CallEnd.Whole, 400),
        "429 without usage" => By(CallEnd.Whole, 429),
        "500 without usage" => By(CallEnd.Whole, 500, new() { AnythingSeen = true }),
        "503 cut" => By(CallEnd.Cut, 503),
        "404 with the error's own words" => By(CallEnd.Whole, 404, new() { AnythingSeen = true }),
        "usage read" => By(CallEnd.Whole, 200, Whole(Used)),
        "usage read, then the client was gone" => By(CallEnd.Cut, 200, Whole(Used)),
        "usage of zeros" => By(CallEnd.Whole, 200, Whole(new() { InputTokens = 0, OutputTokens = 0 })),
        "400 with usage of zeros" => By(CallEnd.Whole, 400, Whole(new() { InputTokens = 0, OutputTokens = 0 })),
        "500 with usage" => By(CallEnd.Whole, 500, new() { Usage = Used, AnythingSeen = true }),
        "usage above the hold" => By(CallEnd.Whole, 200, Whole(new() { InputTokens = 2_000, OutputTokens = 500 })),
        "nothing reported by design" => By(CallEnd.Whole, 200, Whole(Used) with { Computed = true }),
        "200 that says it failed" => By(CallEnd.Whole, 200, new() { Failed = true, AnythingSeen = true }),
        "200 that says it failed and tells usage" => By(CallEnd.Whole, 200, Whole(Used) with { Failed = true }),
        "cut after text" => By(CallEnd.Cut, 200, new() { OutputTokensCounted = 120, AnythingSeen = true }),
        "cut after an interim usage" => By(CallEnd.Cut, 200, new() { Usage = new() { InputTokens = 950, OutputTokens = 30 }, AnythingSeen = true }),
        "cut after more text than the last interim usage" => By(CallEnd.Cut, 200, new() { Usage = new() { InputTokens = 850, OutputTokens = 30 }, OutputTokensCounted = 90, AnythingSeen = true }),
        "cut after more than was held" => By(CallEnd.Cut, 200, new() { OutputTokensCounted = 5_000, AnythingSeen = true }),
        "whole stream without usage" => By(CallEnd.Whole, 200, new() { OutputTokensCounted = 120, AnythingSeen = true }),
        "200, nothing seen" => By(CallEnd.Whole, 200),
        "200, cut before anything" => By(CallEnd.Cut, 200),
        "200, whole, no usage and no text" => By(CallEnd.Whole, 200, new() { AnythingSeen = true }),
        "504" => By(CallEnd.Whole, 504),
        "524" => By(CallEnd.Whole, 524, new() { AnythingSeen = true }),
        "time-out after dispatch" => By(CallEnd.NoAnswer, null),
        "reset after dispatch" => By(CallEnd.NoAnswer, null),
        _ => throw new ArgumentOutOfRangeException(nameof(how), how, null),
    };
}
