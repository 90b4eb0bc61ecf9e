using LlmGateway.Operations;

namespace LlmGateway.Admin;

/// <summary>What is worth knowing of the prices, worst first.</summary>
internal sealed record PriceProblemsResource(IReadOnlyList<PriceProblem> Data);
