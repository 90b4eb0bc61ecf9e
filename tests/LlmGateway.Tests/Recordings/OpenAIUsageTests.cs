using System.Text;
using System.Text.Json;
using LlmGateway.Metering;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Providers;
using LlmGateway.Tests.Golden;

namespace LlmGateway.Tests.Recordings;

/// <summary>Every recorded exchange with OpenAI goes through the operation's reader, however its bytes are split, and the meter reads what the line says.</summary>
public sealed class OpenAIUsageTests(ITestOutputHelper output)
{
    private static readonly IReadOnlyList<RecordedExchange> s_exchanges = RecordedTraffic.Of("openai");
    private static readonly int[] s_splits = [int.MaxValue, 1, 2, 5, 4096];

    public static TheoryData<string> Families => [.. s_exchanges.Select(exchange => exchange.Family).Distinct().Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Families))]
    public void Each_line_is_read_as_it_says(string family)
    {
        var groups = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var exchange in s_exchanges.Where(exchange => exchange.Family == family))
        {
            var group = Judge(exchange);
            groups[group] = groups.GetValueOrDefault(group) + 1;
        }

        output.WriteLine($"{family}: {string.Join(", ", groups.Select(group => $"{group.Key} {group.Value}"))}");
        Assert.NotEmpty(groups);
    }

    [Fact]
    public void No_line_falls_out()
    {
        var classes = s_exchanges.CountBy(exchange => GoldenProviders.Catalog.Recognise("openai", exchange.Method, exchange.Path)?.Operation.Class.ToString() ?? "not in the catalogue");
        foreach (var (name, count) in classes) output.WriteLine($"{name}: {count}");
        Assert.NotEmpty(s_exchanges);
        Assert.DoesNotContain("not in the catalogue", classes.Select(line => line.Key));
        Assert.Equal(s_exchanges.Count, Families.Sum(family => s_exchanges.Count(exchange => exchange.Family == family.Data)));
    }

    private static string Judge(RecordedExchange exchange)
    {
        var recognised = GoldenProviders.Catalog.Recognise("openai", exchange.Method, exchange.Path);
        Assert.True(recognised is not null, $"{exchange} is not in the catalogue");
        var operation = recognised.Operation;
        var request = exchange.Request(recognised.RouteValues);
        switch (operation.Class)
        {
            case OperationClass.Refused:
                Assert.IsType<RefusedOperation>(operation);
                return "refused";
            case OperationClass.Free:
                var free = Read(exchange, operation, request, null);
                Assert.True(free.Usage is null && exchange.UsageRole is null or "echo", $"{exchange} is free but charges");
                return exchange.UsageRole is null ? "free" : "free (echo)";
        }

        var reading = Read(exchange, operation, request, Estimate(exchange, operation, request));
        return exchange.UsageRole switch
        {
            "charge" => Charged(exchange, reading),
            "async-result" => AsyncResult(exchange, reading),
            "echo" => Echo(exchange, operation),
            _ => Nothing(exchange, reading),
        };
    }

    private static string Charged(RecordedExchange exchange, UsageReading reading)
    {
        Same(exchange, reading);
        Assert.True(reading.Final, $"{exchange} is not final");
        Assert.True(reading.Job is null or JobState.Succeeded, $"{exchange} is a job that goes on");
        return "charged";
    }

    private static string AsyncResult(RecordedExchange exchange, UsageReading reading)
    {
        Assert.NotNull(reading.Job);
        if (reading.Job == JobState.Running)
        {
            Assert.True(reading.Usage is null, $"{exchange} charges a job that goes on");
            return "job goes on";
        }

        Same(exchange, reading);
        return "job ended";
    }

    private static string Echo(RecordedExchange exchange, Operation operation)
    {
        Assert.True(operation.Class == OperationClass.JobRead, $"{exchange} would charge an echo");
        return "echo (charged through a job only)";
    }

    private static string Nothing(RecordedExchange exchange, UsageReading reading)
    {
        Assert.True(reading.Usage is null || reading.Computed, $"{exchange} reports nothing, but {reading.Usage} was read");
        if (exchange.Status >= 400) return "error, nothing read";
        return reading.Computed && reading.Usage is not null ? "computed" : reading.Job is not null ? "job goes on" : reading.Failed ? "failed" : "nothing reported";
    }

    private static void Same(RecordedExchange exchange, UsageReading reading)
    {
        var expected = exchange.Usage!.Value;
        Assert.True(reading.Usage is not null, $"{exchange}: no usage was read");
        Assert.Equal(Numbers(expected), Numbers(reading.Usage));
        if (exchange.ToolUsage is { } tools) Assert.Equal(ToolNumbers(tools), ToolNumbers(reading.Usage));
    }

    private static string ToolNumbers(JsonElement tools)
    {
        JsonElement? root = tools;
        var (images, search) = (root.Member("image_gen"), root.Member("web_search"));
        return $"searches={search.Long("num_requests") ?? 0} image input={images.Long("input_tokens") ?? 0} output={images.Long("output_tokens") ?? 0}";
    }

    private static string ToolNumbers(Usage usage)
    {
        var images = usage.Also.Where(part => part.OutputTokens is not null).ToArray();
        return $"searches={usage.WebSearches ?? 0} image input={images.Sum(part => part.InputTokens ?? 0)} output={images.Sum(part => part.OutputTokens ?? 0)}";
    }

    /// <summary>The lines write 0 where a provider reports no cached or reasoning tokens.</summary>
    private static string Numbers(JsonElement usage) => string.Join(' ',
        ((string[])["input_tokens", "output_tokens", "cached_input_tokens", "reasoning_tokens", "total_tokens", "seconds"]).Select(name =>
            $"{name}={(usage.TryGetProperty(name, out var number) && number.ValueKind == JsonValueKind.Number ? (long)number.GetDecimal() : 0)}"));

    private static string Numbers(Usage usage) =>
        $"input_tokens={usage.InputTokens ?? 0} output_tokens={usage.OutputTokens ?? 0} cached_input_tokens={usage.CachedInputTokens ?? 0} "
        + $"reasoning_tokens={usage.ReasoningTokens ?? 0} total_tokens={usage.TotalTokens ?? 0} seconds={(usage.AudioMilliseconds ?? 0) / 1000}";

    /// <summary>Requests that were not recorded, or that the provider refused too, still have answers to be read.</summary>
    private static Estimate? Estimate(RecordedExchange exchange, Operation operation, CallRequest request)
    {
        if (operation.Class == OperationClass.JobRead) return null;
        var estimated = exchange.RequestBody is null ? null : operation.Estimate(request, GoldenModels.Catalog);
        if (estimated is EstimateResult.Estimated { Estimate: var estimate }) return estimate;
        Assert.True(estimated is null || exchange.Status >= 400 || exchange.IsShortened, $"{exchange}: {(estimated as EstimateResult.Rejected)?.Refusal.Message}");
        return new() { Model = exchange.Model ?? "unknown", Type = operation.Type, BoundKind = BoundKind.Assumed, Expected = Usage.Empty, Bound = Usage.Empty };
    }

    private static UsageReading Read(RecordedExchange exchange, Operation operation, CallRequest request, Estimate? estimate)
    {
        var head = new ResponseHead(exchange.Status, exchange.ResponseContentType);
        UsageReading? first = null;
        foreach (var bytes in Framings(exchange.ResponseBody, head))
        {
            foreach (var split in first is null ? s_splits : [1])
            {
                var reading = Read(operation.CreateReader(request, estimate, head), bytes, split);
                first ??= reading;
                Assert.True(Same(first, reading), $"{exchange} reads differently in pieces of {split}");
            }
        }

        return first!;
    }

    private static bool Same(UsageReading a, UsageReading b) =>
        (a.Usage is null) == (b.Usage is null) && (a.Usage is null || (Numbers(a.Usage) == Numbers(b.Usage!) && a.Usage.Also.SequenceEqual(b.Usage!.Also)))
        && a with { Usage = null, Created = [], JobIds = [], Successors = [] } == b with { Usage = null, Created = [], JobIds = [], Successors = [] }
        && a.Created.SequenceEqual(b.Created);

    private static IEnumerable<byte[]> Framings(byte[] bytes, ResponseHead head)
    {
        yield return bytes;
        if (!head.IsEventStream) yield break;
        var text = Encoding.UTF8.GetString(bytes).ReplaceLineEndings("\n");
        foreach (var lineEnd in (string[])["\n", "\r\n", "\r"]) yield return Encoding.UTF8.GetBytes(text.Replace("\n", lineEnd, StringComparison.Ordinal));
    }

    private static UsageReading Read(UsageReader reader, byte[] bytes, int split)
    {
        for (var from = 0; from < bytes.Length; from += Math.Min(split, bytes.Length - from)) reader.Read(bytes.AsSpan(from, Math.Min(split, bytes.Length - from)));
        return reader.Complete(whole: true);
    }
}
