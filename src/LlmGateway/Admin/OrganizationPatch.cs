namespace LlmGateway.Admin;

internal sealed record OrganizationPatch(string? Name, string? TimeZone, string? DefaultTier, bool? IsActive);
