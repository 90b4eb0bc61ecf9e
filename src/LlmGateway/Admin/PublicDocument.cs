namespace LlmGateway.Admin;

/// <summary>Marks the one route below /admin that needs no token: the description of the others.</summary>
internal sealed record PublicDocument;
