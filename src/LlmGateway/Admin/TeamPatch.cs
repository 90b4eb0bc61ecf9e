namespace LlmGateway.Admin;

internal sealed record TeamPatch(string? Name, bool? IsActive);
