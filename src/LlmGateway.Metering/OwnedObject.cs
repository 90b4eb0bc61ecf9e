namespace LlmGateway.Metering;

/// <summary>Who an object of a provider belongs to, and which upstream key created it.</summary>
/// <param name="Tokens">Tokens that it stands for as input; null if unknown.</param>
public sealed record OwnedObject(string Provider, string Id, string Organization, string Upstream, long? Tokens);
