using System.Buffers;

namespace LlmGateway.Observation;

/// <summary>A buffer that grows as it is written to, from the shared pool. While nothing is in it, it can give its memory back: most of many open streams are waiting.</summary>
internal sealed class PooledWriter : IBufferWriter<byte>
{
    private const int Smallest = 1024;

    private byte[] _buffer = [];
    private int _written;

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _written);

    public void Advance(int count) => _written += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return _buffer.AsMemory(_written);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(sizeHint);
        return _buffer.AsSpan(_written);
    }

    /// <summary>Forgets what was written and keeps the memory.</summary>
    public void Clear() => _written = 0;

    /// <summary>Forgets what was written and gives the memory back.</summary>
    public void Return()
    {
        _written = 0;
        if (_buffer.Length == 0) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void Ensure(int size)
    {
        if (_buffer.Length - _written >= Math.Max(size, 1)) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Smallest, _written + Math.Max(size, _written)));
        Written.CopyTo(larger);
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
