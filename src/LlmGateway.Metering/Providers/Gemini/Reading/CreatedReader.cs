using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using LlmGateway.Metering.Providers.Gemini.Requests;

namespace LlmGateway.Metering.Providers.Gemini.Reading;

/// <summary>
/// Reads the names of new objects: <c>{"name"}</c>, <c>{"file":{"name","mimeType","sizeBytes"}}</c>, <c>{"files":[{"name"}]}</c>. Of a file it is
/// remembered how many tokens reading it will cost.
/// </summary>
internal sealed class CreatedReader : UsageReader
{
    private const int MostKept = 1000;

    private readonly JsonPicker _picker;
    private readonly bool _success;
    private readonly ImmutableArray<CreatedObject>.Builder _created = ImmutableArray.CreateBuilder<CreatedObject>();
    private string? _name;
    private string? _type;
    private long? _bytes;

    public CreatedReader(ResponseHead head)
    {
        _success = head.IsSuccess;
        _picker = new JsonPicker();
        foreach (var place in (ReadOnlySpan<string>)["", "file/", "files/"])
        {
            _picker.On(place + "name", json => _name = Text(json))
                .On(place + "mimeType", json => _type = Text(json))
                .On(place + "sizeBytes", json => _bytes = long.TryParse(Text(json), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : null)
                .On(place.Length == 0 ? "/" : place, _ => Add());
        }
    }

    public override void Read(ReadOnlySpan<byte> bytes) => _picker.Read(bytes);

    public override UsageReading Complete(bool whole) => new()
    {
        AnythingSeen = _picker.AnythingSeen,
        ProviderId = _created.Count > 0 ? _created[0].Id : null,
        Created = _success ? _created.ToImmutable() : [],
    };

    private void Add()
    {
        if (_name is { Length: > 0 } name && _created.Count < MostKept) _created.Add(new(name, _bytes is { } bytes ? MediaTokens.File(MediaKind.Of(_type ?? ""), bytes) : null));
        (_name, _type, _bytes) = (null, null, null);
    }

    /// <summary>A string's text; a number as it is written.</summary>
    private static string Text(ReadOnlySpan<byte> json) => Encoding.UTF8.GetString(json.Trim((byte)'"'));
}
