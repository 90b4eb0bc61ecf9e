using System.Collections.Immutable;

namespace LlmGateway.Metering;

/// <summary>
/// One method and path template of an operation, for example <c>POST /v1/chat/completions</c>,
/// <c>POST /{version=v1|v1beta}/models/{model}:generateContent</c>, <c>GET /v1/models/{*model}</c> (the rest of the path).
/// </summary>
public sealed class OperationRoute
{
    private readonly string[] _segments;

    private OperationRoute(string method, string template)
    {
        Method = method;
        Template = template;
        _segments = template[1..].Split('/');
    }

    public string Method { get; }

    public string Template { get; }

    public static OperationRoute Parse(string route)
    {
        var parts = route.Split(' ', 2);
        return new(parts[0], parts[1]);
    }

    /// <summary>Matches a decoded path; null if it is another one. A template segment is a literal, <c>{name}</c>, <c>{name}:verb</c>, <c>{name=one|other}</c> or <c>{*name}</c>.</summary>
    public ImmutableDictionary<string, string>? Match(string method, string path)
    {
        if (method != Method || path.Length == 0 || path[0] != '/') return null;
        var values = ImmutableDictionary<string, string>.Empty;
        var actual = path[1..].Split('/');
        for (var i = 0; i < _segments.Length; i++)
        {
            var template = _segments[i];
            if (template.StartsWith("{*", StringComparison.Ordinal))
            {
                return i < actual.Length && actual[i].Length > 0 ? values.SetItem(template[2..^1], string.Join('/', actual[i..])) : null;
            }

            if (i >= actual.Length || MatchSegment(template, actual[i], ref values) is false) return null;
        }

        return actual.Length == _segments.Length ? values : null;
    }

    private static bool MatchSegment(string template, string actual, ref ImmutableDictionary<string, string> values)
    {
        if (template[0] != '{') return template == actual;
        var close = template.IndexOf('}', StringComparison.Ordinal);
        var suffix = template.AsSpan(close + 1);
        if (!actual.AsSpan().EndsWith(suffix, StringComparison.Ordinal)) return false;
        var value = actual[..^suffix.Length];
        if (value.Length == 0 || (suffix.Length == 0 && value.Contains(':', StringComparison.Ordinal) && template.Contains("model", StringComparison.Ordinal))) return false;
        var equals = template.IndexOf('=', StringComparison.Ordinal);
        if (equals >= 0 && !IsOneOf(template.AsSpan(equals + 1, close - equals - 1), value)) return false;
        values = values.SetItem(template[1..(equals < 0 ? close : equals)], value);
        return true;
    }

    private static bool IsOneOf(ReadOnlySpan<char> alternatives, string value)
    {
        foreach (var range in alternatives.Split('|'))
        {
            if (alternatives[range].SequenceEqual(value)) return true;
        }

        return false;
    }
}
