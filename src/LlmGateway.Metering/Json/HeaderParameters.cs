namespace LlmGateway.Metering.Json;

/// <summary>
/// The parameters of a header value, <c>form-data; name="x"; filename=y</c>, read strictly: each name once, quotes closed, nothing behind them.
/// A backslash is itself (file names of Windows), but in front of a quote, where parsers differ, it is refused.
/// </summary>
internal sealed class HeaderParameters
{
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="InvalidFieldException">The value could be read in two ways.</exception>
    public HeaderParameters(string header)
    {
        var rest = header.AsSpan();
        var next = rest.IndexOf(';');
        while (next >= 0)
        {
            rest = rest[(next + 1)..].TrimStart();
            if (rest.IsEmpty) return;
            var equals = rest.IndexOf('=');
            if (equals <= 0) throw Ambiguous();
            var name = rest[..equals].Trim().ToString();
            rest = rest[(equals + 1)..].TrimStart();
            if (!_values.TryAdd(name, Take(ref rest))) throw Ambiguous();
            next = rest.IsEmpty ? -1 : rest[0] == ';' ? 0 : throw Ambiguous();
        }
    }

    public string? Value(string name) => _values.GetValueOrDefault(name);

    private static string Take(ref ReadOnlySpan<char> rest)
    {
        var quoted = rest is ['"', ..];
        if (quoted) rest = rest[1..];
        var end = rest.IndexOf(quoted ? '"' : ';');
        if (end < 0) end = quoted ? throw Ambiguous() : rest.Length;
        var value = rest[..end];
        if (quoted && value is [.., '\\']) throw Ambiguous();
        rest = (quoted ? rest[(end + 1)..] : rest[end..]).TrimStart();
        return quoted ? value.ToString() : value.Trim().ToString();
    }

    private static InvalidFieldException Ambiguous() => new("A header of the multipart body is not well formed.", null);
}
