namespace LlmGateway.Admin;

/// <summary>The shape of every error of the admin and quota APIs.</summary>
internal sealed record ErrorBody(ErrorDetail Error);
