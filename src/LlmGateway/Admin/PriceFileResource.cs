namespace LlmGateway.Admin;

/// <summary>Everything that is wrong in a file, each with its path; none if it is valid.</summary>
internal sealed record PriceFileResource(IReadOnlyList<string> Problems);
