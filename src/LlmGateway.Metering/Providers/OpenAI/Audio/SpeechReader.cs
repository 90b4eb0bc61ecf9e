using LlmGateway.Metering.Json;
using LlmGateway.Metering.Providers.ChatCompletions;
using LlmGateway.Metering.Tokens;

namespace LlmGateway.Metering.Providers.OpenAI.Audio;

/// <summary>Reads made speech: an event stream reports usage; of a plain sound the length is measured by its bytes, where the format tells, else taken as expected.</summary>
internal sealed class SpeechReader : UsageReader
{
    private const int Head = 4096;

    private static readonly JsonShape s_shape = new(["type", "usage", "error"]);

    private readonly Estimate _estimate;
    private readonly ResponseHead _head;
    private readonly JsonScanner _scanner = new(s_shape);
    private readonly SseScanner? _events;
    private readonly byte[] _first = new byte[Head];
    private Usage? _reported;
    private long _bytes;
    private bool _error;

    public SpeechReader(Estimate estimate, ResponseHead head)
    {
        (_estimate, _head) = (estimate, head);
        _events = head.IsEventStream ? new SseScanner(_scanner, OnEvent) : null;
    }

    public override void Read(ReadOnlySpan<byte> bytes)
    {
        _events?.Read(bytes);
        if (_bytes < Head) bytes[..(int)Math.Min(Head - _bytes, bytes.Length)].CopyTo(_first.AsSpan((int)_bytes));
        _bytes += bytes.Length;
    }

    public override UsageReading Complete(bool whole)
    {
        _events?.Complete();
        if (!_head.IsSuccess) return new() { AnythingSeen = _bytes > 0 };
        if (_reported is not null) return new() { Usage = _reported, Final = true, AnythingSeen = true };
        if (_estimate.Bound.Characters is not null) return new() { Usage = _estimate.Bound, Computed = true, Final = _bytes > 0, AnythingSeen = _bytes > 0 };
        if (_events is not null) return new() { AnythingSeen = _bytes > 0, Failed = _error };
        return new() { Usage = _bytes == 0 ? null : Measured(), Computed = true, Final = whole && _bytes > 0, AnythingSeen = _bytes > 0 };
    }

    private void OnEvent(ReadOnlySpan<byte> name)
    {
        _error |= !_scanner.Captured("error").IsEmpty;
        if (ChatUsage.Read(_scanner.Value("usage")) is { } usage) _reported = usage with { AudioOutputTokens = usage.AudioOutputTokens ?? usage.OutputTokens };
    }

    private Usage Measured()
    {
        var length = AudioLength.Told(_first.AsSpan(0, (int)Math.Min(_bytes, Head)), _bytes);
        var tokens = length is { } told ? SpeechTokens.Of(told.Milliseconds) : _estimate.Expected.OutputTokens;
        return new() { InputTokens = _estimate.Expected.InputTokens, OutputTokens = tokens, AudioOutputTokens = tokens };
    }
}
