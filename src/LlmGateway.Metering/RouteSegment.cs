using System.Collections.Immutable;

namespace LlmGateway.Metering;

/// <summary>One segment of a route's template.</summary>
internal sealed class RouteSegment
{
    private readonly string _suffix = "";
    private readonly ImmutableArray<string> _alternatives = [];
    private readonly bool _refusesColon;

    private RouteSegment(string text)
    {
        Text = text;
        if (text.Length == 0 || text[0] != '{') return;
        var close = text.IndexOf('}', StringComparison.Ordinal);
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        IsRest = text[1] == '*';
        Name = text[(IsRest ? 2 : 1)..(equals < 0 ? close : equals)];
        _suffix = text[(close + 1)..];
        if (equals >= 0) _alternatives = [.. text[(equals + 1)..close].Split('|')];

        // A verb behind a model's name is another operation's.
        _refusesColon = _suffix.Length == 0 && text.Contains("model", StringComparison.Ordinal);
    }

    /// <summary>As it is written.</summary>
    public string Text { get; }

    /// <summary>Name of its value; null for a literal.</summary>
    public string? Name { get; }

    /// <summary>True if it takes the rest of the path.</summary>
    public bool IsRest { get; }

    public bool IsLiteral => Name is null;

    public static RouteSegment Parse(string text) => new(text);

    /// <summary>True if a segment of a path fits; the rest of a path is not asked for here.</summary>
    public bool Matches(ReadOnlySpan<char> actual)
    {
        if (IsLiteral) return actual.SequenceEqual(Text);
        if (!actual.EndsWith(_suffix, StringComparison.Ordinal)) return false;
        var value = actual[..^_suffix.Length];
        if (value.IsEmpty || (_refusesColon && value.Contains(':'))) return false;
        return _alternatives.IsEmpty || IsAlternative(value);
    }

    /// <summary>The value in a segment that fits.</summary>
    public string Value(ReadOnlySpan<char> actual) => actual[..^_suffix.Length].ToString();

    private bool IsAlternative(ReadOnlySpan<char> value)
    {
        foreach (var alternative in _alternatives)
        {
            if (value.SequenceEqual(alternative)) return true;
        }

        return false;
    }
}
