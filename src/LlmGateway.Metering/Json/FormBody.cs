using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace LlmGateway.Metering.Json;

/// <summary>
/// A multipart/form-data body (RFC 7578, RFC 2046) that lies in memory, read strictly: what two parsers could read in two ways is refused, because the
/// provider must see the same fields as the meter. Files are measured, not copied.
/// </summary>
internal sealed class FormBody : BodyFields
{
    private const int MostParts = 256;
    private const int LargestHead = 8 * 1024;
    private const int LongestBoundary = 70;

    private readonly List<FormPart> _parts = [];

    private FormBody() { }

    public IReadOnlyList<FormPart> Parts => _parts;

    public static bool IsForm(string? contentType) => contentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true;

    /// <exception cref="InvalidFieldException">The body is not framed as its Content-Type says, or could be read in two ways.</exception>
    public static FormBody Parse(ReadOnlyMemory<byte> body, string contentType)
    {
        var form = new FormBody();
        var delimiter = Encoding.UTF8.GetBytes("\r\n--" + Boundary(contentType));
        if (!body.Span.StartsWith(delimiter.AsSpan(2))) throw new InvalidFieldException("The multipart body does not begin with its boundary.", null);
        var rest = body[(delimiter.Length - 2)..];
        while (!rest.Span.StartsWith("--"u8))
        {
            if (form._parts.Count == MostParts) throw new InvalidFieldException($"The multipart body has more than {MostParts} parts.", null);
            rest = form.Take(rest, delimiter);
        }

        return form;
    }

    public override string? Text(string name)
    {
        FormPart? found = null;
        foreach (var part in _parts)
        {
            if (part.Name != name) continue;
            if (found is not null) throw new InvalidFieldException($"'{name}' occurs twice; it is unclear which value counts.", name);
            found = part;
        }

        if (found is null) return null;
        if (found.IsFile) throw new InvalidFieldException($"'{name}' must be a text field, not a file.", name);
        return Utf8.IsValid(found.Content.Span) ? Encoding.UTF8.GetString(found.Content.Span) : throw new InvalidFieldException($"'{name}' is not valid UTF-8.", name);
    }

    public override long? Integer(string name, long least, long most) => Text(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw new InvalidFieldException(FormattableString.Invariant($"'{name}' must be a whole number from {least} to {most}."), name);

    public override bool Flag(string name) => Text(name) switch
    {
        null => false,
        var text when text.Equals("true", StringComparison.OrdinalIgnoreCase) => true,
        var text when text.Equals("false", StringComparison.OrdinalIgnoreCase) => false,
        _ => throw new InvalidFieldException($"'{name}' must be true or false.", name),
    };

    public override string? NumberText(string name) => Text(name);

    /// <summary>The files under a name, or under the name with <c>[]</c> behind it.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Files(string name) =>
        _parts.Where(part => part.IsFile && (part.Name == name || part.Name == name + "[]")).Select(part => part.Content);

    /// <summary>Takes one part; answers what follows its closing boundary.</summary>
    private ReadOnlyMemory<byte> Take(ReadOnlyMemory<byte> rest, byte[] delimiter)
    {
        var padding = rest.Span.IndexOfAnyExcept((byte)' ', (byte)'\t');
        if (padding < 0 || !rest.Span[padding..].StartsWith("\r\n"u8)) throw new InvalidFieldException("A boundary of the multipart body is followed by something else than a line end.", null);
        rest = rest[(padding + 2)..];
        var head = rest.Span.IndexOf("\r\n\r\n"u8);
        if (head is < 0 or > LargestHead) throw new InvalidFieldException("A part of the multipart body has no head, or one that is too long.", null);
        var disposition = ContentDisposition.Read(Encoding.UTF8.GetString(rest.Span[..head]));
        var content = rest[(head + 4)..];
        var end = content.Span.IndexOf(delimiter);
        if (end < 0) throw new InvalidFieldException("The multipart body ends in the middle of a part.", null);
        _parts.Add(new(disposition.Name, disposition.IsFile, content[..end]));
        return content[(end + delimiter.Length)..];
    }

    private static string Boundary(string contentType)
    {
        var boundary = new HeaderParameters(contentType).Value("boundary");
        return boundary is { Length: > 0 and <= LongestBoundary } ? boundary : throw new InvalidFieldException("The Content-Type names no boundary of 1 to 70 characters.", "Content-Type");
    }
}
