namespace LlmGateway.Metering.Json;

/// <summary>Takes the values at one path.</summary>
/// <param name="ofMany">True if the path leads through an array: all its strings are kept, up to <see cref="MostTexts"/>.</param>
internal sealed class JsonCapture(bool ofMany)
{
    public const int MostTexts = 64;

    /// <summary>Bytes that most strings, and that most objects, fit in.</summary>
    private const int OfString = 64, OfObject = 512;

    private List<string>? _texts;
    private byte[] _value = [];
    private int _length;
    private bool _tooLarge;

    /// <summary>The last value; empty if there was none, or it was too large.</summary>
    public ReadOnlyMemory<byte> Last => _tooLarge ? default : _value.AsMemory(0, _length);

    public IReadOnlyList<string> Texts => _texts ?? [];

    public void Begin() => (_length, _tooLarge) = (0, false);

    public void Keep(byte next) => Keep([next]);

    public void Keep(ReadOnlySpan<byte> piece)
    {
        if (_tooLarge) return;
        var length = _length + piece.Length;
        if (length > JsonScanner.LargestCapture)
        {
            (_length, _tooLarge) = (0, true);
            return;
        }

        if (length > _value.Length) Array.Resize(ref _value, Math.Max(length, _value.Length > 0 ? 2 * _value.Length : piece[0] is (byte)'{' or (byte)'[' ? OfObject : OfString));
        piece.CopyTo(_value.AsSpan(_length));
        _length = length;
    }

    public void End()
    {
        if (ofMany && Texts.Count < MostTexts && UsageJson.Text(Last) is { } text) (_texts ??= []).Add(text);
    }

    public void Clear()
    {
        Begin();
        _texts = null;
    }
}
