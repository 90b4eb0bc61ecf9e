using System.Text.Json;

namespace LlmGateway.Metering.Providers.ChatCompletions;

/// <summary>How the chunks of a stream begin, up to the value of their choices. Mostly they begin alike, and what was read there once need not be read again.</summary>
internal sealed class ChunkBeginning
{
    private byte[] _bytes = [];
    private int _length;
    private JsonReaderState _state;

    /// <summary>Passes over the beginning if the chunk has it, and forgets it if not.</summary>
    /// <param name="chunk">In: the chunk. Out: what is to be read of it.</param>
    /// <param name="reader">Reads that; the choices' value comes first if the beginning was passed over.</param>
    public bool TryPass(ref ReadOnlySpan<byte> chunk, out Utf8JsonReader reader)
    {
        if (_length > 0 && chunk.StartsWith(_bytes.AsSpan(0, _length)))
        {
            chunk = chunk[_length..];
            reader = new(chunk, isFinalBlock: true, _state);
            return true;
        }

        Forget();
        reader = new(chunk);
        return false;
    }

    /// <param name="state">Of a reader that has read so far.</param>
    public void Remember(ReadOnlySpan<byte> beginning, JsonReaderState state)
    {
        if (_bytes.Length < beginning.Length) _bytes = new byte[beginning.Length];
        beginning.CopyTo(_bytes);
        (_length, _state) = (beginning.Length, state);
    }

    public void Forget() => _length = 0;
}
