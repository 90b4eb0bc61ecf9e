using System.Globalization;
using System.Text;

namespace LlmGateway.Metering.Providers.Gemini.Reading;

/// <summary>
/// Reads what indexing a document says of itself: its size at the end of an upload (an int64 in a string), an operation while it runs, and
/// nothing at all for the first pieces. Tokens are computed, for none are reported.
/// </summary>
internal sealed class IndexedReader : UsageReader
{
    private readonly Estimate _estimate;
    private readonly ResponseHead _head;
    private readonly JsonPicker _picker;
    private readonly LastValue _name = new();
    private long? _bytes;

    public IndexedReader(Estimate estimate, ResponseHead head)
    {
        (_estimate, _head) = (estimate, head);
        _picker = new JsonPicker().On("name", _name.Set).On("response/sizeBytes", KeepSize);
    }

    public override void Read(ReadOnlySpan<byte> bytes) => _picker.Read(bytes);

    public override UsageReading Complete(bool whole)
    {
        var name = _name.Text();
        var ended = whole && _head.IsSuccess;
        var tokens = _bytes is { } size ? FileSearchUploadOperation.Tokens(size) : name is null ? 0 : _estimate.Expected.InputTokens;
        return new UsageReading
        {
            Usage = ended ? new Usage { InputTokens = tokens } : null,
            Computed = true,
            Final = ended,
            AnythingSeen = _picker.AnythingSeen,
            ProviderId = name,
        };
    }

    private void KeepSize(ReadOnlySpan<byte> json) =>
        _bytes = long.TryParse(Encoding.UTF8.GetString(json.Trim((byte)'"')), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null;
}
