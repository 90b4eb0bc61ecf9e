namespace LlmGateway.Demo;

/// <summary>Something in the demo did not go as it must; the message says what.</summary>
internal sealed class DemoFailedException(string message) : Exception(message);
