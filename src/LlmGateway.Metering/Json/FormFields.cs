using System.Text;

namespace LlmGateway.Metering.Json;

/// <summary>The small text fields of a multipart/form-data body (RFC 7578) that lies in memory; files are measured, not read.</summary>
internal static class FormFields
{
    private const int LargestField = 64 * 1024;

    public static bool IsForm(string? contentType) => contentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Field values by name; a file's value is null.</summary>
    /// <exception cref="InvalidFieldException">The body is not framed as its Content-Type says, or a field occurs twice.</exception>
    public static IReadOnlyDictionary<string, string?> Read(ReadOnlySpan<byte> body, string contentType)
    {
        var fields = new Dictionary<string, string?>(StringComparer.Ordinal);
        var boundary = Encoding.UTF8.GetBytes("--" + Boundary(contentType));
        var at = body.IndexOf(boundary);
        if (at < 0) throw new InvalidFieldException("The multipart body does not contain its boundary.", null);
        while (true)
        {
            var part = body[(at + boundary.Length)..];
            if (part.StartsWith("--"u8)) return fields;
            var head = part.IndexOf("\r\n\r\n"u8);
            var end = part.IndexOf([.. "\r\n"u8, .. boundary]);
            if (head < 0 || end < head) throw new InvalidFieldException("The multipart body ends in the middle of a part.", null);
            Add(fields, Encoding.UTF8.GetString(part[..head]), part[(head + 4)..Math.Max(end, head + 4)]);
            at += boundary.Length + end + 2;
        }
    }

    private static void Add(Dictionary<string, string?> fields, string head, ReadOnlySpan<byte> value)
    {
        var disposition = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(line => line.StartsWith("Content-Disposition:", StringComparison.OrdinalIgnoreCase));
        var name = disposition is null ? null : Parameter(disposition, "name");
        if (name is null) throw new InvalidFieldException("A part of the multipart body has no name.", null);
        var file = Parameter(disposition!, "filename") is not null || value.Length > LargestField;
        if (!fields.TryAdd(name, file ? null : Encoding.UTF8.GetString(value)) && !name.EndsWith("[]", StringComparison.Ordinal))
        {
            throw new InvalidFieldException($"'{name}' occurs twice; it is unclear which value counts.", name);
        }
    }

    private static string Boundary(string contentType)
    {
        foreach (var parameter in contentType.Split(';').Skip(1))
        {
            var pair = parameter.Split('=', 2);
            if (pair.Length == 2 && pair[0].Trim().Equals("boundary", StringComparison.OrdinalIgnoreCase)) return pair[1].Trim().Trim('"');
        }

        throw new InvalidFieldException("The Content-Type names no boundary.", "Content-Type");
    }

    private static string? Parameter(string header, string name)
    {
        foreach (var parameter in header.Split(';').Skip(1))
        {
            var pair = parameter.Split('=', 2);
            if (pair.Length == 2 && pair[0].Trim().Equals(name, StringComparison.OrdinalIgnoreCase)) return pair[1].Trim().Trim('"');
        }

        return null;
    }
}
