using System.Text;
using LlmGateway.Metering;
using LlmGateway.Metering.Providers;
using LlmGateway.Metering.Providers.Gemini;

namespace LlmGateway.Tests.Recordings;

/// <summary>Every recorded line of Gemini through the catalogue and its reader, in many framings: what is read is what a correct meter reads.</summary>
public sealed class GeminiRecordingTests(ITestOutputHelper output)
{
    private static readonly int[] s_splits = [int.MaxValue, 1, 2, 3, 7, 61, 1021, 65_536];
    private static readonly OperationCatalog s_catalog = new(GeminiProvider.Instance);

    [Fact]
    public void Every_line_of_gemini_is_read_as_the_recordings_say()
    {
        var groups = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in GeminiLine.All.Where(line => line.Provider == "gemini"))
        {
            var call = s_catalog.Recognise("gemini", line.Method, line.Path);
            Assert.True(call is not null, $"{line} is not classified");
            var group = Judge(line, call);
            groups[group] = groups.GetValueOrDefault(group) + 1;
        }

        Print(groups, GeminiLine.All.Count(line => line.Provider == "gemini"));
    }

    [Fact]
    public void Vertex_answers_of_generateContent_are_read_as_the_recordings_say()
    {
        var groups = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var lines = GeminiLine.All.Where(line => line.Provider == "vertex" && line.Family is "generateContent" or "streamGenerateContent").ToArray();
        foreach (var line in lines)
        {
            var verb = line.Family == "generateContent" ? "generateContent" : "streamGenerateContent";
            var call = s_catalog.Recognise("gemini", "POST", $"/v1beta/models/{line.Model}:{verb}")!;
            var group = Judge(line, call);
            groups[group] = groups.GetValueOrDefault(group) + 1;
        }

        Print(groups, lines.Length);
    }

    private static string Judge(GeminiLine line, RecognisedCall call)
    {
        var operation = call.Operation;
        if (operation.Class is OperationClass.Free or OperationClass.Refused)
        {
            Assert.False(line.HasUsage, $"{line} has a usage and is {operation.Class}");
            return $"{operation.Class}, no usage: {line.Family}";
        }

        var request = line.Request(call);
        var estimate = operation.Class == OperationClass.JobRead ? null : Estimate(line, operation, request);
        var reading = ReadEveryWay(line, operation, request, estimate);
        if (operation.Class == OperationClass.JobRead) return $"JobRead, {reading.Job}, {(reading.Usage is null ? "no usage" : "usage of the job")}: {line.Family}";
        if (line.HasUsage) return Charged(line, reading);
        if (line.Status != 200) return NotCharged(line, reading);
        Assert.True(reading.Usage is null || reading.Computed || reading.Usage.Tokens is null, $"{line} reports no tokens, and {reading.Usage} was read");
        return $"{operation.Class}, {(reading.Usage is null ? "nothing reported" : reading.Computed ? "computed" : "no tokens")}: {line.Family}";
    }

    private static string Charged(GeminiLine line, UsageReading reading)
    {
        Assert.Equal("charge", line.Role);
        Assert.True(reading is { Final: true, Computed: false, Usage: not null }, $"{line} is not final");
        var usage = reading.Usage;
        Assert.Equal((line.Id, line.Number("input_tokens"), line.Number("output_tokens")), (line.Id, usage.InputTokens, usage.OutputTokens ?? 0));
        Assert.Equal((line.Id, line.Number("cached_input_tokens") ?? 0, line.Number("reasoning_tokens") ?? 0), (line.Id, usage.CachedInputTokens ?? 0, usage.ReasoningTokens ?? 0));
        Assert.Equal((line.Id, line.Number("total_tokens")), (line.Id, usage.TotalTokens));
        return $"charged exactly: {line.Family}";
    }

    private static string NotCharged(GeminiLine line, UsageReading reading)
    {
        Assert.True(reading.Usage is null, $"{line} failed, and {reading.Usage} was read");
        return $"error {line.Status}: {line.Family}";
    }

    private static Estimate Estimate(GeminiLine line, Operation operation, CallRequest request)
    {
        var result = operation.Estimate(request, ShippedModels.Catalog);
        return result is EstimateResult.Estimated estimated ? estimated.Estimate : throw new InvalidOperationException($"{line}: {((EstimateResult.Rejected)result).Refusal.Message}");
    }

    /// <summary>As it is and, for events, with the other line ends; each in pieces of every size. All must say the same.</summary>
    private static UsageReading ReadEveryWay(GeminiLine line, Operation operation, CallRequest request, Estimate? estimate)
    {
        UsageReading? first = null;
        foreach (var body in Framings(line))
        {
            foreach (var split in s_splits)
            {
                if (split < 1000 && body.Length > 2_000_000) continue; // Large images in small pieces tell nothing new.
                var reader = operation.CreateReader(request, estimate, line.Head);
                for (var from = 0; from < body.Length;)
                {
                    var length = Math.Min(split, body.Length - from);
                    reader.Read(body.AsSpan(from, length));
                    from += length;
                }

                var reading = reader.Complete(whole: true);
                first ??= reading;
                Assert.Equal(first with { Created = [], JobIds = [], Successors = [], Usage = null }, reading with { Created = [], JobIds = [], Successors = [], Usage = null });
                Assert.Equal(Shown(first.Usage), Shown(reading.Usage));
            }
        }

        return first!;
    }

    private static string Shown(Usage? usage) => usage is null ? "" : (usage with { Also = [] }).ToString();

    private static IEnumerable<byte[]> Framings(GeminiLine line)
    {
        yield return line.ResponseBody;
        if (!line.Head.IsEventStream) yield break;
        var text = Encoding.UTF8.GetString(line.ResponseBody).ReplaceLineEndings("\n");
        yield return Encoding.UTF8.GetBytes(text);
        yield return Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"));
        yield return Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r"));
    }

    private void Print(SortedDictionary<string, int> groups, int lines)
    {
        output.WriteLine(lines == 0 ? "The recordings are not beside the repository; nothing was played." : $"{lines} lines");
        foreach (var (group, count) in groups) output.WriteLine($"{count,5}  {group}");
        Assert.Equal(lines, groups.Values.Sum());
    }
}
