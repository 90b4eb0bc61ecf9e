namespace LlmGateway.Authentication.Policies;

/// <summary>A policy that was put together from the rows of several subjects, and the epoch of the graph in which that was right.</summary>
internal sealed record Composed<T>(T Value, long Epoch);
