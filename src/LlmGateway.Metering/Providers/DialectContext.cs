namespace LlmGateway.Metering.Providers;

/// <summary>What the shape of an error depends on.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path behind the provider's prefix.</param>
/// <param name="IsEventStream">True if the query asks for <c>alt=sse</c>.</param>
/// <param name="Now">Now, for delays.</param>
public sealed record DialectContext(string Method, string Path, bool IsEventStream, DateTimeOffset Now);
