namespace LlmGateway.Simulator.Calls;

/// <summary>The connection was reset because the call asked for it.</summary>
internal sealed class ConnectionAborted : Exception;
