namespace LlmGateway.Admin;

/// <param name="Id">Your own id; one is made if absent.</param>
/// <param name="TimeZone">IANA zone, default UTC.</param>
/// <param name="DefaultTier">Default free.</param>
internal sealed record NewOrganization(string? Id, string? Name, string? TimeZone, string? DefaultTier);
