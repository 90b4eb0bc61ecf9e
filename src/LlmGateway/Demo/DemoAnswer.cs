using System.Text.Json.Nodes;

namespace LlmGateway.Demo;

/// <summary>What the caller of a <see cref="DemoCall"/> got.</summary>
/// <param name="EstimatedTokens">From the header; null for refusals.</param>
/// <param name="Body">The JSON answer; null for streams.</param>
internal sealed record DemoAnswer(int Status, string RequestId, string? EstimatedTokens, JsonNode? Body)
{
    public bool Refused => Status == 429;
}
