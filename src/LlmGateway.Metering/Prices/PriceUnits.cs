namespace LlmGateway.Metering.Prices;

public static class PriceUnits
{
    private static readonly string[] s_names =
    [
        "usd_per_1m_tokens", "usd_per_image", "usd_per_second", "usd_per_minute", "usd_per_1m_characters",
        "usd_per_item", "usd_per_request", "usd_per_1k_calls", "usd_per_1m_token_hours",
    ];

    public static IReadOnlyList<string> Names => s_names;

    public static string Name(this PriceUnit unit) => s_names[(int)unit];

    public static bool TryParse(string? name, out PriceUnit unit)
    {
        unit = (PriceUnit)Array.IndexOf(s_names, name);
        return (int)unit >= 0;
    }
}
