using System.Buffers;

namespace LlmGateway.Operations;

/// <summary>A request body in pooled memory; gives the memory, and its share of the budget, back when disposed.</summary>
internal sealed class RequestBody(byte[] buffer, int length, Action<long> release) : IDisposable
{
    /// <summary>Of a request whose body is passed on unread.</summary>
    public static RequestBody None { get; } = new([], 0, _ => { });

    private byte[]? _buffer = buffer;

    public ReadOnlyMemory<byte> Bytes => _buffer is null ? default : _buffer.AsMemory(0, length);

    public void Dispose()
    {
        if (_buffer is not { Length: > 0 }) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        release(_buffer.Length);
        _buffer = null;
    }
}
