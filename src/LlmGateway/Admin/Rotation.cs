namespace LlmGateway.Admin;

/// <param name="GraceSeconds">How long the old secret goes on working, 0 (default) to 2,592,000 (30 days).</param>
internal sealed record Rotation(long? GraceSeconds);
