using System.Globalization;

namespace LlmGateway.Metering;

/// <summary>
/// Money between the outside (a decimal string of USD) and the inside (nano-USD, 10^-9 USD, in a <see cref="long"/>).
/// Sums are made exactly in <see cref="decimal"/> and rounded once per call.
/// </summary>
public static class Money
{
    public const long NanoPerUsd = 1_000_000_000;

    /// <summary>What a call is charged: half up; at most what can be counted.</summary>
    public static long Charge(decimal nanoUsd) => nanoUsd >= Amounts.Largest ? Amounts.Largest : (long)Math.Round(nanoUsd, 0, MidpointRounding.AwayFromZero);

    /// <summary>What is held: up, so that a hold is never below the charge of the same quantities. Beyond what can be counted it is <see cref="long.MaxValue"/>, and no such call is admitted.</summary>
    public static long Hold(decimal nanoUsd) => nanoUsd > Amounts.Largest ? long.MaxValue : (long)Math.Ceiling(nanoUsd);

    /// <summary>A decimal string of USD without trailing zeros, for example <c>5</c> or <c>0.00000015</c>.</summary>
    public static string Format(long nanoUsd) => (nanoUsd / 1_000_000_000m).ToString("0.#########", CultureInfo.InvariantCulture);

    /// <summary>Reads a non-negative decimal string of USD with at most nine decimals; false for anything else or above 2^53-1 nano-USD.</summary>
    public static bool TryParse(string? usd, out long nanoUsd)
    {
        nanoUsd = 0;
        if (!decimal.TryParse(usd, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)) return false;
        if (value > Amounts.Largest / (decimal)NanoPerUsd) return false;
        var nano = value * NanoPerUsd;
        if (nano != decimal.Truncate(nano)) return false;
        nanoUsd = (long)nano;
        return true;
    }
}
