namespace LlmGateway.Operations;

/// <summary>Something that whoever runs the gateway should know of its prices.</summary>
/// <param name="Problem"><c>no_price</c>, <c>uncertain</c>, <c>shut_down</c>, <c>ends_soon</c>.</param>
/// <param name="PriceId">The row that is meant; null where there is none.</param>
/// <param name="Calls">Calls of the model in the time that was looked at.</param>
internal sealed record PriceProblem(string Problem, string Provider, string Model, string? PriceId, long Calls, bool InUse, string Message);
