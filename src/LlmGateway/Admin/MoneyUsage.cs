using LlmGateway.Metering;

namespace LlmGateway.Admin;

/// <summary>Dollars, as decimal strings.</summary>
internal sealed record MoneyUsage(string? Limit, string Used, string Held, string? Remaining)
{
    public static MoneyUsage Of(CountUsage nano) => new(Dollars(nano.Limit), Money.Format(nano.Used), Money.Format(nano.Held), Dollars(nano.Remaining));

    private static string? Dollars(long? nano) => nano is { } amount ? Money.Format(amount) : null;
}
