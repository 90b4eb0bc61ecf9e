namespace LlmGateway.Metering;

/// <summary>What happens to a request's body before it is forwarded.</summary>
public enum BodyMode
{
    /// <summary>Read whole into memory, within the limits: the call is estimated, or ids are looked for.</summary>
    Buffered,

    /// <summary>Passed on as it comes, unread (uploads, calls without a body).</summary>
    Streamed,
}
