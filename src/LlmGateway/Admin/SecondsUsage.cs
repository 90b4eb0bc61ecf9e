namespace LlmGateway.Admin;

/// <summary>Seconds, with up to three decimals.</summary>
internal sealed record SecondsUsage(decimal? Limit, decimal Used, decimal Held, decimal? Remaining)
{
    public static SecondsUsage Of(CountUsage milliseconds) => new(milliseconds.Limit / 1000m, milliseconds.Used / 1000m, milliseconds.Held / 1000m, milliseconds.Remaining / 1000m);
}
