using LlmGateway.Metering;

namespace LlmGateway.Admin;

/// <summary>A correction beside the ledger.</summary>
/// <param name="Meter">tokens, calls, cost, ...</param>
/// <param name="Delta">As a decimal string in the meter's outer unit (cost in dollars, video in seconds); negative for a reset.</param>
internal sealed record AdjustmentResource(string Id, string Meter, string Delta, string Reason, DateTimeOffset CreatedAt)
{
    public static AdjustmentResource Of(Adjustment made) => new(made.Id, made.Meter.Name(), Outer(made), made.Reason, made.At);

    private static string Outer(Adjustment made) => made.Meter switch
    {
        QuotaMeter.Cost => Money.Format(made.Delta),
        QuotaMeter.VideoSeconds => FormattableString.Invariant($"{made.Delta / 1000m:0.###}"),
        _ => FormattableString.Invariant($"{made.Delta}"),
    };
}
