namespace LlmGateway.IntegrationTests.Recordings;

/// <summary>What came through to the provider.</summary>
/// <param name="Target">Path and query as they stood in the request line.</param>
internal sealed record ReceivedRequest(string Method, string Target, byte[] Body);
