using System.Buffers.Binary;
using LlmGateway.Metering;

namespace LlmGateway.Quotas.Redis;

/// <summary>Writes numbers one after the other, as <see cref="RedisNumbers"/> has them.</summary>
internal ref struct NumberWriter(Span<byte> bytes)
{
    private Span<byte> _left = bytes;

    public void Add(long number) => Add((double)number);

    public void Add(TimeSpan time) => Add((long)time.TotalMilliseconds);

    public void Add(DateTimeOffset instant) => Add(instant.ToUnixTimeMilliseconds());

    public void AddLimit(long? limit) => Add(limit ?? double.PositiveInfinity);

    public void Add(Amounts amounts)
    {
        Add(amounts.Tokens);
        Add(amounts.Calls);
        Add(amounts.Cost);
        Add(amounts.Videos);
        Add(amounts.Images);
        Add(amounts.Scripts);
        Add(amounts.VideoSeconds);
    }

    /// <summary>Numbers that are written already.</summary>
    public void Add(ReadOnlySpan<byte> numbers)
    {
        numbers.CopyTo(_left);
        _left = _left[numbers.Length..];
    }

    private void Add(double number)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(_left, number);
        _left = _left[RedisNumbers.Size..];
    }
}
