namespace LlmGateway.Metering;

/// <summary>An account that a reservation counts against: whose, in which window, on which local day.</summary>
/// <param name="WindowId"><c>2026-11</c>, or <c>r30</c> for rolling.</param>
/// <param name="Day">Days since 1970-01-01 of the admission in the subject's zone: the bucket of a rolling window.</param>
/// <param name="Rated">True if the call counts in the subject's rates as well.</param>
public sealed record HeldAccount(Subject Subject, string WindowId, int Day, bool Rated = false)
{
    public static HeldAccount Of(QuotaAccount account) => new(account.Subject, account.Window.Id, account.Window.Day, account.Limits.LimitsRates);

    public bool IsRolling => WindowId == Window.RollingId;
}
