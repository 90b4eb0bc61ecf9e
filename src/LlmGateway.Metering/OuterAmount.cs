namespace LlmGateway.Metering;

/// <summary>An amount of some meter as a decimal string in the meter's outer unit: cost in dollars, video in seconds.</summary>
public static class OuterAmount
{
    /// <param name="meter">Null for what is no quota (a rate): the plain number.</param>
    public static string Of(QuotaMeter? meter, long amount) => meter switch
    {
        QuotaMeter.Cost => Money.Format(amount),
        QuotaMeter.VideoSeconds => FormattableString.Invariant($"{amount / 1000m:0.###}"),
        _ => FormattableString.Invariant($"{amount}"),
    };
}
