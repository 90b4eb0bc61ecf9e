using LlmGateway.Metering.Json;

namespace LlmGateway.Metering.Providers.ChatCompletions;

/// <summary>Reads a plain JSON answer of any size: usage, id, model and service tier of the root object.</summary>
internal sealed class PlainUsageReader : UsageReader
{
    private readonly JsonScanner _scanner = new(["usage", "id", "model", "service_tier", "tool_usage"]);

    public override void Read(ReadOnlySpan<byte> bytes) => _scanner.Read(bytes);

    public override UsageReading Complete(bool whole)
    {
        var usage = ChatUsage.Read(UsageJson.Parse(_scanner.Captured("usage")));
        var searches = UsageJson.Parse(_scanner.Captured("tool_usage")).Member("web_search").Long("num_requests");
        return new UsageReading
        {
            Usage = usage is null ? null : usage with
            {
                Model = UsageJson.Text(_scanner.Captured("model")),
                ServiceTier = UsageJson.Text(_scanner.Captured("service_tier")),
                WebSearches = searches,
            },
            Final = usage is not null && _scanner.Ended,
            AnythingSeen = _scanner.AnythingSeen,
            ProviderId = UsageJson.Text(_scanner.Captured("id")),
        };
    }
}
