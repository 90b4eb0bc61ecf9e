using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace LlmGateway.Metering.Json;

/// <summary>
/// A request body as strict JSON (RFC 8259): valid UTF-8, no half of a surrogate pair, no duplicate names anywhere (compared unescaped), at most 64 levels, no
/// comments, nothing behind the end. Text is not copied: a large base64 string costs one token of the index, and places
/// in the document are byte offsets of the body, so that edits can be spliced in.
/// </summary>
internal sealed class JsonBody : IDisposable
{
    private static readonly JsonDocumentOptions s_strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };
    private static readonly JsonDocumentOptions s_lenient = new() { MaxDepth = 64 };

    private readonly JsonDocument _document;
    private readonly ReadOnlyMemory<byte> _bytes;

    private JsonBody(JsonDocument document, ReadOnlyMemory<byte> bytes) => (_document, _bytes) = (document, bytes);

    public JsonElement Root => _document.RootElement;

    /// <exception cref="InvalidFieldException">The body is not a strict JSON object; the message says why and where.</exception>
    public static JsonBody Parse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty) throw new InvalidFieldException("The request has no body; a JSON object is needed.", null);
        if (!Utf8.IsValid(bytes.Span)) throw new InvalidFieldException("The body is not valid UTF-8.", null);
        if (!SurrogateEscapes.AreWhole(bytes.Span)) throw new InvalidFieldException("A text in the body holds half of a surrogate pair.", null);
        try
        {
            var document = JsonDocument.Parse(bytes, s_strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return new(document, bytes);
            document.Dispose();
        }
        catch (JsonException exception)
        {
            throw new InvalidFieldException(Describe(bytes, exception), null);
        }

        throw new InvalidFieldException("The body must be a JSON object.", null);
    }

    /// <summary>Where a value lies in the body.</summary>
    public (int Offset, int Length) Place(JsonElement element)
    {
        var raw = JsonMarshal.GetRawUtf8Value(element);
        var offset = (int)Unsafe.ByteOffset(ref MemoryMarshal.GetReference(_bytes.Span), ref MemoryMarshal.GetReference(raw));
        return (offset, raw.Length);
    }

    public void Dispose() => _document.Dispose();

    // The exception's own message may quote the body; line and byte do not.
    private static string Describe(ReadOnlyMemory<byte> bytes, JsonException exception)
    {
        try
        {
            JsonDocument.Parse(bytes, s_lenient).Dispose();
            return "A name occurs twice in one object of the body; it is unclear which value counts.";
        }
        catch (JsonException)
        {
            return $"The body is not valid JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}).";
        }
    }
}
