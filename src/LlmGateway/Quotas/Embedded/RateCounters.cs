using LlmGateway.Metering;

namespace LlmGateway.Quotas.Embedded;

/// <summary>A subject's rates: requests and tokens of the current minute of the store's clock, and calls in parallel.</summary>
internal sealed class RateCounters
{
    private long _minute;
    private long _requests;
    private long _tokens;

    public long Parallel { get; set; }

    public static long MinuteOf(DateTimeOffset now) => now.ToUnixTimeSeconds() / 60;

    /// <summary>The first rate that does not have room for one more call; null if all have.</summary>
    public ReserveResult.Refused? Refuse(Subject subject, EffectiveLimits limits, long expectedTokens, DateTimeOffset now)
    {
        Turn(now);
        var minuteEnds = DateTimeOffset.FromUnixTimeSeconds((_minute + 1) * 60);
        if (limits.RequestsPerMinute is { } requests && _requests + 1 > requests) return Refused("requests_per_minute", requests, _requests, 1, minuteEnds);
        if (limits.TokensPerMinute is { } tokens && _tokens + expectedTokens > tokens) return Refused("tokens_per_minute", tokens, _tokens, expectedTokens, minuteEnds);
        if (limits.MaxParallelRequests is { } parallel && Parallel + 1 > parallel) return Refused("parallel", parallel, Parallel, 1, now + TimeSpan.FromSeconds(1));
        return null;

        ReserveResult.Refused Refused(string meter, long limit, long used, long requested, DateTimeOffset end) =>
            new(new(subject, meter, limit, used, 0, limit - used, requested, end), Rate: true, end - now);
    }

    public void Admit(long expectedTokens, DateTimeOffset now)
    {
        Turn(now);
        _requests++;
        _tokens += expectedTokens;
    }

    /// <summary>Corrects the minute by what was really used: in the minute of the admission both ways, later only what was used beyond the expectation.</summary>
    public void Correct(long admittedMinute, long difference, DateTimeOffset now)
    {
        Turn(now);
        if (_minute == admittedMinute || difference > 0) _tokens = Math.Max(0, _tokens + difference);
    }

    private void Turn(DateTimeOffset now)
    {
        var minute = MinuteOf(now);
        if (minute == _minute) return;
        (_minute, _requests, _tokens) = (minute, 0, 0);
    }
}
