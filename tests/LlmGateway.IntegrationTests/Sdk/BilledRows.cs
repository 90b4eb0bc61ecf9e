using System.Text.Json.Nodes;
using LlmGateway.Simulator;

namespace LlmGateway.IntegrationTests.Sdk;

/// <summary>What a provider bills against what the ledger shows, by kind of call. Of a batch a provider bills each answer, and the ledger has one row.</summary>
internal static class BilledRows
{
    /// <summary>The kind under which the simulated providers bill an operation.</summary>
    public static IReadOnlyList<string> OfLedger(IEnumerable<JsonNode> rows, Func<string, string> kindOfOperation) => Sums(rows.Select(row => (
        Kind: kindOfOperation(row["operation"]!.GetValue<string>()), Input: Number(row, "input_tokens"), Output: Number(row, "output_tokens"), Images: Number(row, "images"), Videos: Number(row, "videos"), Seconds: Number(row, "video_seconds"))));

    public static IReadOnlyList<string> OfBill(IEnumerable<BillLine> lines) => Sums(lines.Select(line => (
        Kind: line.Operation, Input: (decimal)line.InputTokens, Output: (decimal)line.OutputTokens, Images: (decimal)line.Images, Videos: (decimal)line.Videos, Seconds: line.VideoSeconds)));

    private static string[] Sums(IEnumerable<(string Kind, decimal Input, decimal Output, decimal Images, decimal Videos, decimal Seconds)> calls) =>
    [
        .. calls.GroupBy(call => call.Kind).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group =>
            $"{group.Key}: {group.Sum(call => call.Input):0} input, {group.Sum(call => call.Output):0} output, {group.Sum(call => call.Images):0} images, {group.Sum(call => call.Videos):0} videos of {group.Sum(call => call.Seconds):0} s"),
    ];

    private static decimal Number(JsonNode row, string name) => row[name]?.GetValue<decimal>() ?? 0;
}
