namespace LlmGateway.Metering.Prices;

/// <summary>Numbers that money is computed from: beyond what can be counted they are as large as can be counted, and the sum is refused there.</summary>
internal static class Quantity
{
    public static long Clamp(long? quantity) => Math.Clamp(quantity ?? 0, 0, Amounts.Largest);
}
