using System.Buffers;

namespace LlmGateway.Metering.Json;

/// <summary>Takes the values at one path; of a path through an array all its strings, up to <see cref="MostTexts"/>.</summary>
internal sealed class JsonCapture(string path)
{
    public const int MostTexts = 64;

    private readonly bool _many = path.Contains("[]", StringComparison.Ordinal);
    private readonly ArrayBufferWriter<byte> _value = new();
    private readonly List<string> _texts = [];
    private bool _tooLarge;

    public string Path => path;

    /// <summary>The last value; empty if there was none, or it was too large.</summary>
    public ReadOnlyMemory<byte> Last => _tooLarge ? default : _value.WrittenMemory;

    public IReadOnlyList<string> Texts => _texts;

    public void Begin()
    {
        _value.ResetWrittenCount();
        _tooLarge = false;
    }

    public void Keep(byte next) => Keep([next]);

    public void Keep(ReadOnlySpan<byte> piece)
    {
        if (_tooLarge) return;
        if (_value.WrittenCount + piece.Length <= JsonScanner.LargestCapture)
        {
            _value.Write(piece);
            return;
        }

        _tooLarge = true;
        _value.ResetWrittenCount();
    }

    public void End()
    {
        if (_many && _texts.Count < MostTexts && UsageJson.Text(Last) is { } text) _texts.Add(text);
    }

    public void Clear()
    {
        Begin();
        _texts.Clear();
    }
}
