using System.Buffers;
using LlmGateway.Metering.Json;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>Reads a whole JSON answer: HeyGen streams nothing, and its answers are small. Of a larger one nothing is read, and the hold is booked.</summary>
internal sealed class HeyGenReader(ResponseHead head, Func<HeyGenAnswer, UsageReading> read) : UsageReader
{
    private const int Largest = 8 * 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _body = new();
    private bool _tooLarge;

    public override void Read(ReadOnlySpan<byte> bytes)
    {
        _tooLarge |= _body.WrittenCount + bytes.Length > Largest;
        if (!_tooLarge) _body.Write(bytes);
    }

    public override UsageReading Complete(bool whole)
    {
        if (!head.IsSuccess || _tooLarge) return UsageReading.Nothing;
        try
        {
            var answer = new HeyGenAnswer(UsageJson.Parse(_body.WrittenMemory));
            if (answer.Root is null) return UsageReading.Nothing;
            return answer.IsRefused ? new() { Failed = true, AnythingSeen = true } : read(answer) with { AnythingSeen = true };
        }
        catch (InvalidOperationException)
        {
            return UsageReading.Nothing; // A name in the answer holds half of a surrogate pair.
        }
    }
}
