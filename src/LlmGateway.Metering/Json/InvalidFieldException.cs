namespace LlmGateway.Metering.Json;

/// <summary>A field of a request body is wrong; ends the reading of the body and becomes a 400 in <see cref="JsonOperation"/>. Never leaves this assembly.</summary>
internal sealed class InvalidFieldException(string message, string? param) : Exception(message)
{
    public string? Param => param;
}
