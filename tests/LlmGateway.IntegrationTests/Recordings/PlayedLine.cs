using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Metering;
using LlmGateway.Metering.Providers;

namespace LlmGateway.IntegrationTests.Recordings;

/// <summary>Judges a line that was played: the answer by its bytes, the ledger by the line's usage. Returns the group that it belongs to.</summary>
internal static class PlayedLine
{
    /// <summary>What the gateway puts into a streamed chat whose client did not ask for usage (design section 6).</summary>
    private const string AskForUsage = """
        "stream_options":{"include_usage":true},
        """;

    /// <summary>USD; the only model of the recordings that is charged by the minute (config/models.json).</summary>
    private const decimal WhisperOfMinute = 0.006m;

    private static readonly string[] s_counts = ["input_tokens", "output_tokens", "cached_input_tokens", "reasoning_tokens"];

    public static string Judge(Operation operation, Play play, BookedRows ledger)
    {
        if (operation is RefusedOperation refused) return Refused(refused, play, ledger);
        CameThrough(operation, play);
        return operation.Class switch
        {
            OperationClass.Free => Free(play, ledger),
            OperationClass.JobRead => JobRead(play, ledger),
            _ => Metered(play, ledger),
        };
    }

    private static string Refused(RefusedOperation operation, Play play, BookedRows ledger)
    {
        Assert.Equal(403, play.Response.Status);
        Assert.Equal("operation_not_allowed", play.Response.Headers["X-LlmGateway-Error"]);
        Assert.Equal(operation.Reason, JsonNode.Parse(play.Response.Body)!["error"]!["message"]!.GetValue<string>());
        Assert.Null(play.Received);
        Assert.Empty(ledger.Of(play));
        return "refused as documented";
    }

    private static void CameThrough(Operation operation, Play play)
    {
        var (line, answer, response) = (play.Line, play.Answer, play.Response);
        Assert.True(play.Received is not null, $"was not forwarded: {response.Status} {Encoding.UTF8.GetString(response.Body)}");
        Assert.Equal((line.Method, line.Target), (play.Received.Method, play.Received.Target));
        var (sent, arrived) = (Text(line.RequestBody ?? []), Text(play.Received.Body));
        Assert.Equal(sent, arrived.StartsWith($"{{{AskForUsage}", StringComparison.Ordinal) ? $"{{{arrived[(AskForUsage.Length + 1)..]}" : arrived);
        Assert.Equal(answer.Status, response.Status);
        foreach (var (name, value) in answer.Headers) Assert.Equal($"{name}: {value}", $"{name}: {response.Headers.GetValueOrDefault(name)}");

        // What nobody meters is not unpacked either.
        var packed = response.Headers.GetValueOrDefault("content-encoding") == "gzip";
        Assert.False(packed && (answer.Framing != Framing.Gzip || operation.Class != OperationClass.Free), "came compressed");
        Assert.Equal(Text(play.Shown), Text(packed ? Unzipped(response.Body) : response.Body));
    }

    private static string Free(Play play, BookedRows ledger)
    {
        Assert.True(play.Line.Role is null or "echo", $"is free, and a charge by its role {play.Line.Role}");
        Assert.Empty(ledger.Of(play));
        return play.Line.Role is null ? "free" : "free, an echo";
    }

    private static string JobRead(Play play, BookedRows ledger)
    {
        Assert.Empty(ledger.Of(play));
        var rows = ledger.OfJob(play.Line.Path.Split('/')[^1]);
        if (play.Line.Role != "async-result")
        {
            return rows.Count == 0 ? $"job read, {play.Line.Role ?? "nothing reported"}: not charged" : "job read, nothing reported: charged by another read";
        }

        if (rows.Count == 0 && play.Line.Number("total_tokens") == 0) return "job read, goes on";
        Exactly(play.Line, Assert.Single(rows));
        return "job read: charged once, exactly";
    }

    private static string Metered(Play play, BookedRows ledger)
    {
        var rows = ledger.Of(play);
        if (play.Line.Role is "async-result" || rows.Count == 0)
        {
            Assert.Empty(rows);
            ledger.Bound++;
            return "job submitted, held";
        }

        var row = Assert.Single(rows);
        if (!play.Line.IsSuccess)
        {
            Assert.Equal(("void", 0), (row["kind"]!.GetValue<string>(), row["tokens_used"]!.GetValue<long>()));
            return "provider's error, nothing booked";
        }

        if (play.Line.Role == "charge")
        {
            Exactly(play.Line, row);
            return row["metadata"]!["price_id"] is null ? $"charged exactly, no price shipped: {row["model"]}" : "charged exactly, and priced";
        }

        if (row["resource_id"] is not null) return "job submitted, settled by its read";
        if (row["metadata"]!["reason"]?.GetValue<string>() == "job_already_bound") return "job submitted, the same as before: voided";
        var certainty = row["certainty"]!.GetValue<string>();
        if (certainty == "exact") Assert.Equal(0, row["tokens_used"]!.GetValue<long>()); // Stored sizes are no tokens of a call.
        return $"no usage reported, {certainty}: {row["operation"]} {row["metadata"]!["reason"]}".TrimEnd();
    }

    private static void Exactly(RecordedLine line, JsonNode row)
    {
        Assert.Equal(("settle", "exact"), (row["kind"]!.GetValue<string>(), row["certainty"]?.GetValue<string>()));
        Assert.Equal(s_counts.Select(name => $"{name} {line.Number(name) ?? 0}"), s_counts.Select(name => $"{name} {row[name]?.GetValue<decimal>() ?? 0}"));
        var images = Tool(line, "image_gen", "total_tokens");
        Assert.Equal((line.Number("input_tokens") ?? 0) + (line.Number("output_tokens") ?? 0) + images, row["tokens_used"]!.GetValue<decimal>());
        if (line.ToolUsage is not null) Assert.Equal(Tool(line, "web_search", "num_requests"), row["metadata"]!["web_searches"]?.GetValue<decimal>() ?? 0);
        Assert.Equal(1, row["calls_made"]!.GetValue<long>());
        if (line.Number("seconds") is { } seconds) Assert.Equal(seconds * WhisperOfMinute / 60, decimal.Parse(row["cost_usd"]!.GetValue<string>(), CultureInfo.InvariantCulture));
    }

    private static decimal Tool(RecordedLine line, string tool, string count) =>
        line.ToolUsage?.TryGetProperty(tool, out var used) == true && used.TryGetProperty(count, out var number) ? number.GetDecimal() : 0;

    private static byte[] Unzipped(byte[] body)
    {
        using var zip = new GZipStream(new MemoryStream(body), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        zip.CopyTo(plain);
        return plain.ToArray();
    }

    /// <summary>Bytes as text that a failed comparison can show.</summary>
    private static string Text(byte[] bytes) => Encoding.Latin1.GetString(bytes);
}
