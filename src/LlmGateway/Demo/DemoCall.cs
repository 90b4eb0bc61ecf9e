namespace LlmGateway.Demo;

/// <summary>A call that the demo makes, as its user would write it.</summary>
/// <param name="Provider">Which base URL and which header for the key.</param>
/// <param name="Simulate">Words for the simulated provider (<c>X-Simulate</c>), or null.</param>
internal sealed record DemoCall(string Caption, string Provider, string Path, object Body, string Key, string? Simulate = null, bool Streamed = false);
