namespace LlmGateway.IntegrationTests.Recordings;

/// <summary>One call that is played through the gateway: what the client sends, what upstream answers, and what became of it.</summary>
internal sealed class Play(RecordedLine line, FramedAnswer answer)
{
    public RecordedLine Line => line;

    public FramedAnswer Answer => answer;

    /// <summary>What the client gets: what upstream sent, but for what the gateway may change.</summary>
    public byte[] Shown { get; init; } = answer.Body;

    /// <summary>Null if nothing came through to the provider.</summary>
    public ReceivedRequest? Received { get; set; }

    public ReceivedResponse Response { get; set; } = null!;
}
