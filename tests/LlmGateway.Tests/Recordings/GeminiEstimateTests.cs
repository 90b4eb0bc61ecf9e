using LlmGateway.Metering;
using LlmGateway.Metering.Providers;
using LlmGateway.Metering.Providers.Gemini;

namespace LlmGateway.Tests.Recordings;

/// <summary>The input that is estimated against the input that was counted, as a table by model family.</summary>
public sealed class GeminiEstimateTests(ITestOutputHelper output)
{
    private const long Smallest = 32;

    private static readonly OperationCatalog s_catalog = new(GeminiProvider.Instance);

    [Fact]
    public void Estimates_are_near_and_proven_bounds_hold()
    {
        var rows = GeminiLine.All.Where(line => line is { HasUsage: true, IsMediaShortened: false, Family: not "predict" } && line.RequestBody.Length > 0).Select(Measure).ToArray();
        if (rows.Length == 0) return;
        foreach (var family in rows.GroupBy(row => (row.Line.Provider, Family: Family(row.Line.Model), row.Estimate.BoundKind)).OrderBy(group => group.Key.ToString(), StringComparer.Ordinal)) Print(family.Key.ToString(), [.. family]);

        Assert.All(rows.Where(row => row.Estimate.BoundKind == BoundKind.Proven), row => Assert.True(row.Estimate.Bound.InputTokens >= row.Actual, $"{row.Line}: {row.Actual} is above the bound {row.Estimate.Bound.InputTokens}"));
        var text = rows.Where(row => row.Line.Provider == "gemini" && row.Estimate.BoundKind == BoundKind.Proven && row.IsText).ToArray();
        var large = text.Where(row => row.Actual >= Smallest).Select(row => row.RelativeError).Order().ToArray();
        var small = text.Where(row => row.Actual < Smallest).Select(row => row.Error).Order().ToArray();
        output.WriteLine($"text of 32 tokens or more: {large.Length} lines, median error {Median(large):P1}; below: {small.Length} lines, median {Median(small)}, p95 {Percentile(small, 0.95)}");
        Assert.True(Median(large) <= 0.08m, "The median error is above 8 %.");
        Assert.True(Median(small) <= 2 && Percentile(small, 0.95) <= 8, "Small texts are off by more than 2 tokens, or 8 in one of twenty.");
    }

    private static EstimateRow Measure(GeminiLine line)
    {
        var path = line.Provider == "vertex" ? $"/v1beta/models/{line.Model}:{line.Family}" : line.Path;
        var call = s_catalog.Recognise("gemini", line.Method, path)!;
        var estimate = ((EstimateResult.Estimated)call.Operation.Estimate(line.Request(call), ShippedModels.Catalog)).Estimate;
        return new(line, estimate);
    }

    private void Print(string family, EstimateRow[] rows)
    {
        var errors = rows.Select(row => row.RelativeError).Order().ToArray();
        var margin = rows.Max(row => (decimal)row.Actual / Math.Max(row.Estimate.Expected.InputTokens!.Value, 1));
        output.WriteLine($"{family,-60} {rows.Length,4} lines, error median {Median(errors),7:P1}, p95 {Percentile(errors, 0.95),7:P1}, most actual/expected {margin:F2}");
    }

    private static string Family(string model) => string.Join('-', model.Split('-').Take(2));

    private static decimal Median(decimal[] ordered) => Percentile(ordered, 0.5);

    private static decimal Percentile(decimal[] ordered, double share) => ordered.Length == 0 ? 0 : ordered[Math.Min(ordered.Length - 1, (int)(ordered.Length * share))];

    private sealed record EstimateRow(GeminiLine Line, Estimate Estimate)
    {
        public long Actual => Line.Prompt;

        public decimal Error => Math.Abs(Estimate.Expected.InputTokens!.Value - Actual);

        public decimal RelativeError => Error / Math.Max(Actual, 1);

        public bool IsText => Estimate.Bound is { ImageInputTokens: 0, AudioInputTokens: 0, VideoInputTokens: 0 };
    }
}
