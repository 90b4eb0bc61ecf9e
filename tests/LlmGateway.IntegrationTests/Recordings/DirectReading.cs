using System.Collections.Immutable;
using LlmGateway.Metering;
using LlmGateway.Metering.Providers;

namespace LlmGateway.IntegrationTests.Recordings;

/// <summary>Judges a line by the usage reader alone, without a call.</summary>
internal static class DirectReading
{
    public static string Judge(OperationCatalog catalog, RecordedLine line)
    {
        var isVertex = line.Provider == "vertex";
        var recognised = isVertex ? catalog.Recognise("gemini", line.Method, $"/v1beta/models/{line.Model}:{line.Family}") : catalog.Recognise(line.Provider, line.Method, line.Path);
        if (recognised is null || recognised.Operation.Class == OperationClass.Free)
        {
            Assert.Null(line.Role);
            return $"read directly, nothing reported: {line.Provider} {line.Family}";
        }

        var request = new CallRequest { Method = line.Method, Path = line.Path, RouteValues = recognised.RouteValues, Query = ImmutableDictionary<string, string>.Empty, Body = line.RequestBody ?? [], At = DateTimeOffset.UnixEpoch };
        var estimate = new Estimate { Model = line.Model ?? "unknown", Type = recognised.Operation.Type, BoundKind = BoundKind.Assumed, Expected = Usage.Empty, Bound = Usage.Empty };
        var reader = recognised.Operation.CreateReader(request, estimate, new(line.Status, line.ContentType));
        reader.Read(line.ResponseBody);
        var reading = reader.Complete(whole: true);
        if (line.Role is null)
        {
            Assert.True(reading.Usage?.Tokens is null, $"reports no tokens, and {reading.Usage} was read");
            return $"read directly, no tokens reported: {line.Provider} {line.Family}";
        }

        Assert.Equal("charge", line.Role);
        Assert.True(reading is { Final: true, Computed: false, Usage: not null }, "no final usage was read");
        var (usage, duration) = (reading.Usage, line.Number("seconds"));
        Assert.Equal(
            (line.Number("input_tokens") ?? 0, line.Number("output_tokens") ?? 0, line.Number("cached_input_tokens") ?? 0, line.Number("reasoning_tokens") ?? 0, duration ?? 0),
            (usage.InputTokens ?? 0, usage.OutputTokens ?? 0, usage.CachedInputTokens ?? 0, usage.ReasoningTokens ?? 0, (usage.AudioMilliseconds ?? 0) / 1000m));
        return $"read directly, exactly: {line.Provider} {line.Family}";
    }
}
