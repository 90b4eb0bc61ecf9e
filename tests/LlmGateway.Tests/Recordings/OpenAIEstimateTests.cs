using System.Text;
using LlmGateway.Metering;
using LlmGateway.Metering.Json;
using LlmGateway.Tests.Golden;

namespace LlmGateway.Tests.Recordings;

/// <summary>What is expected and held before a call, against what recorded calls really used.</summary>
public sealed class OpenAIEstimateTests(ITestOutputHelper output)
{
    private const int LeastTokens = 32;

    /// <summary>Some recorders replaced every image by this single pixel: the usage is of another request than the recorded one.</summary>
    private const string Placeholder = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAAC0lEQVQYV2NgAAIAAAUAAarVyFEAAAAASUVORK5CYII=";

    private static readonly string[] s_media = ["\"image_url\"", "\"input_image\"", "\"input_audio\"", "\"input_file\"", "\"file\"", "\"file_id\"", "\"audio\""];

    private static readonly Compared[] s_calls = [.. RecordedTraffic.Of("openai").Select(Compare).OfType<Compared>()];

    private static IEnumerable<Compared> TextOnly => s_calls.Where(call => call.IsText && call.Kind == BoundKind.Proven);

    [Fact]
    public void Expected_input_of_text_is_within_two_percent_in_the_median_and_ten_at_the_95th_percentile()
    {
        var errors = TextOnly.Where(call => call.Actual >= LeastTokens).Select(call => 100.0 * Math.Abs(call.Expected - call.Actual) / call.Actual).Order().ToArray();
        output.WriteLine($"{errors.Length} calls of {LeastTokens} tokens or more: median {Percentile(errors, 0.5):F1} %, p95 {Percentile(errors, 0.95):F1} %, worst {errors[^1]:F1} %");
        Assert.InRange(Percentile(errors, 0.5), 0, 2);
        Assert.InRange(Percentile(errors, 0.95), 0, 10);
    }

    [Fact]
    public void Expected_input_of_short_text_is_within_two_tokens_in_the_median_and_eight_at_the_95th_percentile()
    {
        var errors = TextOnly.Where(call => call.Actual < LeastTokens).Select(call => (double)Math.Abs(call.Expected - call.Actual)).Order().ToArray();
        output.WriteLine($"{errors.Length} calls below {LeastTokens} tokens: median {Percentile(errors, 0.5):F0}, p95 {Percentile(errors, 0.95):F0}, worst {errors[^1]:F0} tokens");
        Assert.InRange(Percentile(errors, 0.5), 0, 2);
        Assert.InRange(Percentile(errors, 0.95), 0, 8);
    }

    [Fact]
    public void A_proven_bound_is_never_below_what_was_used()
    {
        var proven = s_calls.Where(call => call.Kind == BoundKind.Proven).ToArray();
        Assert.NotEmpty(proven);
        Assert.Empty(proven.Where(call => call.Bound < call.Actual).Select(call => $"{call.Exchange}: {call.Bound} < {call.Actual}"));
        Assert.Empty(proven.Where(call => call.MostOutput < call.ActualOutput).Select(call => $"{call.Exchange}: output {call.MostOutput} < {call.ActualOutput}"));
    }

    [Fact]
    public void The_table_of_families_names_what_is_proven_assumed_and_open()
    {
        var table = new StringBuilder().AppendLine("family | bound | calls | median error % | p95 % | below the bound % | overruns");
        foreach (var group in s_calls.GroupBy(call => (call.Exchange.Family, call.Kind)).OrderBy(group => group.Key.Family, StringComparer.Ordinal).ThenBy(group => group.Key.Kind))
        {
            var errors = group.Select(call => 100.0 * Math.Abs(call.Expected - call.Actual) / Math.Max(call.Actual, 1)).Order().ToArray();
            var room = group.Average(call => 100.0 * (call.Bound - call.Actual) / Math.Max(call.Bound, 1));
            table.AppendLine($"{group.Key.Family} | {group.Key.Kind} | {errors.Length} | {Percentile(errors, 0.5):F1} | {Percentile(errors, 0.95):F1} | {room:F0} | {group.Count(call => call.Bound < call.Actual)}");
        }

        output.WriteLine(table.ToString());
        Assert.NotEmpty(s_calls);
    }

    /// <summary>Null for what cannot be compared: no charge, no tokens, no recorded request, or one that is not what was sent.</summary>
    private static Compared? Compare(RecordedExchange exchange)
    {
        if (exchange.UsageRole != "charge" || exchange.RequestBody is null || exchange.IsShortened) return null;
        if (exchange.Usage.Long("input_tokens") is not { } actual || actual == 0) return null;
        var recognised = GoldenProviders.Catalog.Recognise("openai", exchange.Method, exchange.Path)!;
        if (recognised.Operation.Class != OperationClass.Metered) return null;
        var body = Encoding.UTF8.GetString(exchange.RequestBody);
        if (body.Contains(Placeholder, StringComparison.Ordinal)) return null;
        if (recognised.Operation.Estimate(exchange.Request(recognised.RouteValues), ShippedModels.Catalog) is not EstimateResult.Estimated { Estimate: var estimate }) return null;
        var used = exchange.Usage.Long("output_tokens") ?? 0;
        return new(
            exchange, estimate.BoundKind, actual, estimate.Expected.InputTokens ?? 0, estimate.Bound.InputTokens ?? 0, used, (estimate.Bound.OutputTokens ?? 0) + estimate.Output.Want,
            estimate.Type is OperationType.LlmCall or OperationType.Embedding && !s_media.Any(media => body.Contains(media, StringComparison.Ordinal)));
    }

    private static double Percentile(double[] sorted, double share) => sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];

    private sealed record Compared(
        RecordedExchange Exchange, BoundKind Kind, long Actual, long Expected, long Bound, long ActualOutput, long MostOutput, bool IsText);
}
