using System.Text.Json.Nodes;
using LlmGateway.Metering;

namespace LlmGateway.IntegrationTests.Recordings;

/// <summary>Plays lines with a key of their own and judges each by its answer and its row.</summary>
internal sealed class Replay(ReplayStage stage)
{
    /// <summary>Submissions first, so that reads of jobs find what they belong to; submissions that were not recorded are made up.</summary>
    public async Task RunAsync(IReadOnlyList<Play> plays, Tally tally)
    {
        if (plays.Count == 0) return;
        var key = await stage.KeyAsync();
        var reads = plays.Where(play => stage.Operation(play.Line).Class == OperationClass.JobRead).ToArray();
        var calls = plays.Except(reads).ToArray();
        var madeUp = MissingSubmissions(calls, reads).Select(line => new Play(line, FramedAnswer.Of(line, Framing.Whole))).ToArray();
        await stage.PlayAsync(key.Secret, [.. calls, .. madeUp]);
        await stage.PlayAsync(key.Secret, reads);

        var ledger = new BookedRows(await stage.LedgerAsync(key));
        foreach (var play in plays) tally.Count(play.Line.ToString(), () => PlayedLine.Judge(stage.Operation(play.Line), play, ledger));
        var held = await stage.HeldCallsAsync(key.Id);
        tally.Check("what is still held", () => Assert.Equal(ledger.Bound, held));
        tally.Check("rows of no line", () => Assert.Empty(ledger.Unclaimed));
    }

    private static IEnumerable<RecordedLine> MissingSubmissions(Play[] calls, Play[] reads)
    {
        var jobs = calls.Select(play => JobName(play.Line)).ToHashSet(StringComparer.Ordinal);
        return reads.Where(read => read.Line.Role == "async-result" && jobs.Add(read.Line.Path.Split('/')[^1])).Select(read => MadeUpSubmission.Of(read.Line));
    }

    /// <summary>What the answer of a submission calls the job; the last part of the name is what its reads end in.</summary>
    private static string JobName(RecordedLine line)
    {
        if (line.IsStream || line.ContentType?.StartsWith("application/json", StringComparison.Ordinal) != true) return "";
        return JsonNode.Parse(line.ResponseBody) is JsonObject answer ? ((answer["id"] ?? answer["name"]) as JsonValue)?.ToString().Split('/')[^1] ?? "" : "";
    }
}
