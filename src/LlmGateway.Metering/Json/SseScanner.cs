namespace LlmGateway.Metering.Json;

/// <summary>What a scan of events is called back with at the end of each: its name; the scanner holds what it captured.</summary>
internal delegate void ScannedEvent(ReadOnlySpan<byte> name);

/// <summary>
/// Server-sent events of JSON, scanned while they pass: an event with an image of many megabytes costs no memory. The scanner starts anew with each event.
/// </summary>
internal sealed class SseScanner(JsonScanner scanner, ScannedEvent onEvent) : SseFraming
{
    protected override void Data(ReadOnlySpan<byte> piece) => scanner.Read(piece);

    protected override void EndEvent(ReadOnlySpan<byte> name)
    {
        onEvent(name);
        scanner.Reset();
    }
}
