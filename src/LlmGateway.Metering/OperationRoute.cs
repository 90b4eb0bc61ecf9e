using System.Collections.Immutable;

namespace LlmGateway.Metering;

/// <summary>
/// One method and path template of an operation, for example <c>POST /v1/chat/completions</c>,
/// <c>POST /{version=v1|v1beta}/models/{model}:generateContent</c>, <c>GET /v1/models/{*model}</c> (the rest of the path).
/// </summary>
public sealed class OperationRoute
{
    private OperationRoute(string method, string template)
    {
        Method = method;
        Template = template;
        Segments = [.. template[1..].Split('/').Select(RouteSegment.Parse)];
    }

    public string Method { get; }

    public string Template { get; }

    internal ImmutableArray<RouteSegment> Segments { get; }

    public static OperationRoute Parse(string route)
    {
        var parts = route.Split(' ', 2);
        return new(parts[0], parts[1]);
    }

    /// <summary>Matches a decoded path; null if it is another one. A template segment is a literal, <c>{name}</c>, <c>{name}:verb</c>, <c>{name=one|other}</c> or <c>{*name}</c>.</summary>
    public ImmutableDictionary<string, string>? Match(string method, string path)
    {
        if (method != Method || path.Length == 0 || path[0] != '/') return null;
        var actual = path[1..].Split('/');
        for (var i = 0; i < Segments.Length; i++)
        {
            if (i >= actual.Length) return null;
            if (Segments[i].IsRest) return actual[i].Length > 0 ? Values(path) : null;
            if (!Segments[i].Matches(actual[i])) return null;
        }

        return actual.Length == Segments.Length ? Values(path) : null;
    }

    /// <summary>The values of a path that is known to match.</summary>
    internal ImmutableDictionary<string, string> Values(ReadOnlySpan<char> path)
    {
        var values = ImmutableDictionary<string, string>.Empty;
        var rest = path[1..];
        foreach (var segment in Segments)
        {
            var slash = segment.IsRest ? -1 : rest.IndexOf('/');
            var actual = slash < 0 ? rest : rest[..slash];
            if (segment.Name is not null) values = values.SetItem(segment.Name, segment.Value(actual));
            rest = slash < 0 ? [] : rest[(slash + 1)..];
        }

        return values;
    }
}
