namespace LlmGateway.Admin;

/// <param name="Id">Your own id; one is made if absent.</param>
internal sealed record NewTeam(string? Id, string? Name, string? Organization);
