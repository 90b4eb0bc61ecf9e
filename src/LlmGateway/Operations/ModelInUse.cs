namespace LlmGateway.Operations;

/// <summary>A model that calls were made of.</summary>
/// <param name="Measured">True if tokens or pieces were counted, and not only calls: such usage costs money.</param>
internal sealed record ModelInUse(string Provider, string Model, long Calls, bool Measured);
