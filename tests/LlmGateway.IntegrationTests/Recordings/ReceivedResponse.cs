namespace LlmGateway.IntegrationTests.Recordings;

/// <summary>What came back to the client.</summary>
/// <param name="Headers">Those of the content too; several values are joined by commas.</param>
internal sealed record ReceivedResponse(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string RequestId => Headers["X-LlmGateway-Request-Id"];
}
