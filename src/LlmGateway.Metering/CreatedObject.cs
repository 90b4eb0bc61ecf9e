namespace LlmGateway.Metering;

/// <summary>An object that an answer created at the provider: a file, a response, a conversation, a batch.</summary>
/// <param name="Id">The provider's id of it.</param>
/// <param name="Tokens">Tokens that a later call which names it will read as input (a stored response: all its tokens); null if none or unknown.</param>
public sealed record CreatedObject(string Id, long? Tokens = null);
