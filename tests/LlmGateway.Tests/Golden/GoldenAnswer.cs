using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Metering;

namespace LlmGateway.Tests.Golden;

/// <summary>Reads a case's answer in many splits, which must all say the same, and settles it.</summary>
internal static class GoldenAnswer
{
    private static readonly int[] s_splits = [1, 3, 7, 64, int.MaxValue];

    public static void Show(JsonObject seen, GoldenFolder folder, Operation operation, CallRequest request, Estimate? estimate)
    {
        var told = folder.Request["response"];
        var status = told?["status"]?.GetValue<int>() ?? 200;
        var whole = told?["cut"]?.GetValue<bool>() != true;
        var head = new ResponseHead(status, told?["content_type"]?.GetValue<string>() ?? folder.ResponseContentType);
        var readings = Framings(folder.Response!, head).SelectMany(bytes => s_splits.Select(split => Read(operation.CreateReader(request, estimate, head), bytes, split, whole))).ToArray();
        var first = Shown(readings[0]);
        foreach (var other in readings) Assert.Equal(first.ToJsonString(), Shown(other).ToJsonString());
        seen["reading"] = first;
        if (Client(folder, operation, request, estimate, head) is { } client) seen["client"] = new JsonArray([.. client.Split('\n').Select(line => (JsonNode)line)]);
        var outcome = new CallOutcome(whole ? CallEnd.Whole : CallEnd.Cut, status, readings[0], 0);
        GoldenSettlement.Show(seen, folder, operation, request, estimate, outcome);
    }

    /// <summary>The bytes as they are, and an event stream with the other line ends too.</summary>
    private static IEnumerable<byte[]> Framings(byte[] bytes, ResponseHead head)
    {
        yield return bytes;
        if (!head.IsEventStream) yield break;
        var text = Encoding.UTF8.GetString(bytes).ReplaceLineEndings("\n");
        yield return Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"));
        yield return Encoding.UTF8.GetBytes(text);
    }

    private static UsageReading Read(UsageReader reader, byte[] bytes, int split, bool whole)
    {
        for (var from = 0; from < bytes.Length; from += Math.Min(split, bytes.Length - from)) reader.Read(bytes.AsSpan(from, Math.Min(split, bytes.Length - from)));
        return reader.Complete(whole);
    }

    private static JsonObject Shown(UsageReading reading)
    {
        var seen = new JsonObject();
        if (reading.ProviderId is { } id) seen["provider_id"] = id;
        if (reading.Job is { } job) seen["job"] = JsonSerializer.SerializeToNode(job, GoldenText.Shown);
        GoldenRun.Show(seen, "job_ids", reading.JobIds);
        GoldenRun.Show(seen, "successors", reading.Successors);
        if (!reading.Created.IsDefaultOrEmpty) seen["created"] = JsonSerializer.SerializeToNode(reading.Created, GoldenText.Shown);
        foreach (var (name, value) in (ReadOnlySpan<(string, bool)>)[("computed", reading.Computed), ("final", reading.Final), ("failed", reading.Failed), ("anything_seen", reading.AnythingSeen)])
        {
            if (value) seen[name] = true;
        }

        if (reading.OutputTokensCounted > 0) seen["output_tokens_counted"] = reading.OutputTokensCounted;
        if (reading.Usage is { } usage) seen["usage"] = GoldenEstimate.Quantities(usage);
        return seen;
    }

    /// <summary>What the client gets, where the answer is rewritten; the same for every split.</summary>
    private static string? Client(GoldenFolder folder, Operation operation, CallRequest request, Estimate? estimate, ResponseHead head)
    {
        string? shown = null;
        foreach (var split in s_splits)
        {
            if (operation.CreateRewriter(request, estimate, head, $"http://localhost:8080/{folder.Provider}") is not { } rewriter) return null;
            var output = new ArrayBufferWriter<byte>();
            var bytes = folder.Response!;
            for (var from = 0; from < bytes.Length; from += Math.Min(split, bytes.Length - from)) rewriter.Rewrite(bytes.AsSpan(from, Math.Min(split, bytes.Length - from)), output);
            rewriter.Complete(output);
            var text = Encoding.UTF8.GetString(output.WrittenSpan);
            Assert.Equal(shown ?? text, text);
            shown = text;
        }

        return shown;
    }
}
