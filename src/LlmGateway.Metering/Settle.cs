using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering;

/// <summary>The table of design section 5: how a call ended, and what is posted. There is no other rule.</summary>
public static class Settle
{
    private static readonly int[] s_gatewayTimeouts = [504, 524];

    public static Settlement Decide(Reservation reservation, CallOutcome outcome, ModelCatalog models)
    {
        try
        {
            return ByTable(reservation, outcome, models);
        }
        catch (OverflowException)
        {
            return Held(reservation, outcome, "usage_beyond_counting"); // A settlement must never fail: the books are not to wait for a sane provider.
        }
    }

    private static Settlement ByTable(Reservation reservation, CallOutcome outcome, ModelCatalog models)
    {
        var reading = outcome.Reading;
        return outcome switch
        {
            { End: CallEnd.NotDispatched } => Void(reservation, outcome, "not_dispatched"),
            { End: CallEnd.LeaseEnded or CallEnd.NoAnswer } => Held(reservation, outcome, "no_answer"),
            _ when reading.Usage is { } usage && (reading.Final || !IsSuccess(outcome)) => Used(reservation, outcome, usage, reading.Computed ? Certainty.Computed : Certainty.Exact, models),
            _ when reading.Failed => Void(reservation, outcome, "failed"),
            { Status: { } status } when Array.IndexOf(s_gatewayTimeouts, status) >= 0 => Held(reservation, outcome, "gateway_timeout"),
            _ when !IsSuccess(outcome) => Void(reservation, outcome, "provider_error"),
            _ when reading.Usage is not null || reading.OutputTokensCounted > 0 => AtLeast(reservation, outcome, models),
            _ => Held(reservation, outcome, outcome.End == CallEnd.Cut ? "cut_before_usage" : "no_usage"),
        };
    }

    /// <summary>For a lease that ended: void if it is known that nothing was sent, else the hold.</summary>
    public static Settlement DecideExpired(Reservation reservation, bool knownNotDispatched) => knownNotDispatched
        ? Void(reservation, new(CallEnd.NotDispatched, null, UsageReading.Nothing, 0), "not_dispatched")
        : Held(reservation, new(CallEnd.LeaseEnded, null, UsageReading.Nothing, 0), "lease_ended") with { Kind = EntryKind.Expire };

    private static bool IsSuccess(CallOutcome outcome) => outcome.Status is >= 200 and < 300;

    private static Settlement Void(Reservation reservation, CallOutcome outcome, string reason) => Base(reservation, outcome) with
    {
        Kind = EntryKind.Void,
        Posted = Amounts.Zero,
        Reason = reason,
    };

    private static Settlement Held(Reservation reservation, CallOutcome outcome, string reason) => Base(reservation, outcome) with
    {
        Posted = reservation.Held,
        Certainty = Certainty.Unknown,
        Reason = reason,
    };

    private static Settlement Used(Reservation reservation, CallOutcome outcome, Usage read, Certainty certainty, ModelCatalog models)
    {
        var context = reservation.Context;
        var usage = context.Requested is { } requested ? OfJob(read, requested) : read;
        var charge = ChargeOf(reservation, usage, models);
        var posted = Amounts.Used(usage, context.OperationType, reservation.Held.Calls, charge?.NanoUsd ?? reservation.Held.Cost);
        return Base(reservation, outcome) with
        {
            Posted = posted,
            Certainty = certainty,
            Usage = usage,
            PriceId = charge?.PriceId,
            Reason = charge is null ? "unpriced" : null,
            Overrun = Overrun(posted, reservation.Held),
        };
    }

    /// <summary>A cut stream used at least what it reported last, and at least what was counted in it; at most the hold is booked.</summary>
    private static Settlement AtLeast(Reservation reservation, CallOutcome outcome, ModelCatalog models)
    {
        var (context, reading) = (reservation.Context, outcome.Reading);
        var reported = reading.Usage ?? Usage.Empty;
        var usage = reported with
        {
            InputTokens = Math.Max(reported.InputTokens ?? 0, context.ExpectedInputTokens),
            OutputTokens = Math.Max(reported.OutputTokens ?? 0, reading.OutputTokensCounted),
        };
        var charge = ChargeOf(reservation, usage, models);
        var used = Amounts.Used(usage, context.OperationType, reservation.Held.Calls, charge?.NanoUsd ?? reservation.Held.Cost);
        return Base(reservation, outcome) with
        {
            Posted = Amounts.Min(used, reservation.Held),
            Certainty = Certainty.AtLeast,
            Usage = usage,
            PriceId = charge?.PriceId,
            Reason = "cut",
        };
    }

    /// <summary>Null if the usage has no price. Then what was held in money stands: nothing, where the call had no price from the start.</summary>
    private static Charge? ChargeOf(Reservation reservation, Usage usage, ModelCatalog models) => reservation.Context is { FreeOfCharge: true }
        ? Charge.Free
        : Pricing.Charge(models, reservation.Context.Provider, reservation.Context.Model, usage, reservation.AdmittedAt, reservation.Context.ServiceTier);

    /// <summary>A job's answer may leave out what the request said; several videos share the requested length; of a video that was extended only the piece asked for is new.</summary>
    private static Usage OfJob(Usage read, Usage requested)
    {
        var videos = read.Videos ?? requested.Videos;
        var ofOne = requested.VideoMilliseconds / Math.Max(requested.Videos ?? 1, 1);
        if (requested.IsExtension == true) read = read with { VideoMilliseconds = null };
        return read with
        {
            Videos = videos,
            VideoMilliseconds = read.VideoMilliseconds ?? (ofOne * videos),
            Resolution = read.Resolution ?? requested.Resolution,
            Quality = read.Quality ?? requested.Quality,
        };
    }

    /// <summary>Nano-USD above the hold, else tokens above it; null if neither.</summary>
    private static long? Overrun(Amounts posted, Amounts held)
    {
        if (posted.Cost > held.Cost && held.Cost > 0) return posted.Cost - held.Cost;
        return posted.Tokens > held.Tokens ? posted.Tokens - held.Tokens : null;
    }

    private static Settlement Base(Reservation reservation, CallOutcome outcome) => new()
    {
        ReservationId = reservation.Id,
        Kind = EntryKind.Settle,
        Posted = Amounts.Zero,
        ProviderId = outcome.Reading.ProviderId,
        Created = outcome.Reading.Created,
        Status = outcome.Status,
        LatencyMs = outcome.LatencyMs,
    };
}
