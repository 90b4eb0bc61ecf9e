using System.Collections.Immutable;
using LlmGateway.Metering.Providers;
using LlmGateway.Operations;

namespace LlmGateway.Jobs;

/// <summary>A look at a job as a request: what a client's own poll of that path would be recognised as.</summary>
internal static class PollRequest
{
    public static RecognisedRequest Of(OperationCatalog catalog, string provider, string pollPath, DateTimeOffset at)
    {
        var parts = pollPath.Split('?', 2);
        var recognised = catalog.Recognise(provider, "GET", Uri.UnescapeDataString(parts[0]))
            ?? throw new InvalidOperationException($"The catalogue of {provider} has no operation that reads {parts[0]}.");
        var query = parts.Length < 2
            ? ImmutableDictionary<string, string>.Empty
            : parts[1].Split('&').Select(item => item.Split('=', 2)).ToImmutableDictionary(item => item[0], item => Uri.UnescapeDataString(item[^1]), StringComparer.Ordinal);
        return new(recognised.Operation, new() { Method = "GET", Path = parts[0], RouteValues = recognised.RouteValues, Query = query, At = at });
    }
}
