using LlmGateway.Metering;

namespace LlmGateway.Admin;

/// <summary>A correction beside the ledger.</summary>
/// <param name="Meter">tokens, calls, cost, ...</param>
/// <param name="Delta">As a decimal string in the meter's outer unit (cost in dollars, video in seconds); negative for a reset.</param>
internal sealed record AdjustmentResource(string Id, string Meter, string Delta, string Reason, DateTimeOffset CreatedAt)
{
    public static AdjustmentResource Of(Adjustment made) => new(made.Id, made.Meter.Name(), OuterAmount.Of(made.Meter, made.Delta), made.Reason, made.At);
}
