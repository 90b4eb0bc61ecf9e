namespace LlmGateway.Metering;

/// <summary>What a usage reader may look at before the body comes.</summary>
/// <param name="Status">HTTP status, 100 to 599.</param>
/// <param name="ContentType">Media type with its parameters, or null.</param>
public sealed record ResponseHead(int Status, string? ContentType)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    public bool IsEventStream => ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) == true;
}
