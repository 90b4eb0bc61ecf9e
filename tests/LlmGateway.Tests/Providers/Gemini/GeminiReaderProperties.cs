using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using LlmGateway.Metering;
using LlmGateway.Metering.Providers.Gemini.Reading;

namespace LlmGateway.Tests.Providers.Gemini;

/// <summary>Readers on any bytes in any pieces: never a crash, always the same reading, and on good JSON the one that a document says.</summary>
public sealed class GeminiReaderProperties
{
    private static readonly Gen<int[]> s_splits = Gen.Int[1, 40].Array[0, 60];
    private static readonly Gen<string> s_text = Gen.String[Gen.OneOf(Gen.Char, Gen.Char['\u0020', '\u007e'], Gen.OneOf('"', '\\', '{', '}', '[', ']', ',', ':', '\n', 'é', '漢')), 0, 30];

    private static readonly Gen<JsonObject> s_usage = Gen.Select(Gen.Int[0, 5000], Gen.Int[-1, 5000], Gen.Int[-1, 5000], Gen.Int[-1, 900], (prompt, candidates, thoughts, tools) =>
    {
        var usage = new JsonObject { ["promptTokenCount"] = prompt };
        if (candidates >= 0) usage["candidatesTokenCount"] = candidates;
        if (thoughts >= 0) usage["thoughtsTokenCount"] = thoughts;
        if (tools >= 0) usage["toolUsePromptTokenCount"] = tools;
        return usage;
    });

    private static readonly Gen<JsonObject> s_chunk = Gen.Select(s_text, s_usage, Gen.Int[0, 3], (text, usage, kind) =>
    {
        var chunk = new JsonObject { ["candidates"] = new JsonArray(new JsonObject { ["content"] = new JsonObject { ["parts"] = new JsonArray(new JsonObject { ["text"] = Whole(text) }) }, ["index"] = 0 }) };
        if (kind == 0) chunk["usageMetadata"] = new JsonObject { ["trafficType"] = "ON_DEMAND" };
        else if (kind < 3) chunk["usageMetadata"] = usage;
        return chunk;
    });

    [Fact]
    public void An_array_of_chunks_says_the_last_usage_whatever_its_pieces_and_layout()
    {
        Gen.Select(s_chunk.Array[1, 8], s_splits, Gen.Bool).Sample((chunks, splits, pretty) =>
        {
            var options = new JsonSerializerOptions { WriteIndented = pretty };
            var text = "[" + string.Join(pretty ? ",\r\n" : ",", chunks.Select(chunk => chunk.ToJsonString(options))) + (pretty ? "\r\n]\r\n" : "]");
            var reading = Read(Encoding.UTF8.GetBytes(text), splits);
            Assert.Equal(Expected(chunks), Counts(reading.Usage));
            Assert.Equal(Expected(chunks) is not null, reading.Final);
        }, iter: 400);
    }

    [Fact]
    public void Events_say_the_same_as_an_array_with_any_line_ends()
    {
        Gen.Select(s_chunk.Array[1, 8], s_splits, Gen.OneOf("\n", "\r\n", "\r")).Sample((chunks, splits, line) =>
        {
            var text = string.Concat(chunks.Select(chunk => $"data: {chunk.ToJsonString()}{line}{line}"));
            Assert.Equal(Expected(chunks), Counts(Read(Encoding.UTF8.GetBytes(text), splits).Usage));
        }, iter: 400);
    }

    [Fact]
    public void A_cut_array_is_never_final_and_says_no_more_than_the_whole()
    {
        Gen.Select(s_chunk.Array[1, 6], Gen.Double[0, 1]).Sample((chunks, share) =>
        {
            var bytes = Encoding.UTF8.GetBytes("[" + string.Join(",\r\n", chunks.Select(chunk => chunk.ToJsonString())) + "]");
            var reader = new GenerateReader(null, new ResponseHead(200, "application/json"));
            reader.Read(bytes.AsSpan(0, (int)((bytes.Length - 1) * share)));
            var reading = reader.Complete(whole: true);
            Assert.False(reading.Final);
            Assert.Contains(Counts(reading.Usage), Enumerable.Range(0, chunks.Length + 1).Select(count => Expected(chunks[..count])));
        }, iter: 400);
    }

    [Fact]
    public void Mutated_answers_crash_no_reader_and_say_the_same_in_any_pieces()
    {
        Gen.Select(Gen.OneOf(Corpus.Answers), Gen.Select(Gen.Double[0, 1], Gen.Byte, Gen.Int[0, 4]).Array[0, 6], s_splits, Gen.Bool).Sample((item, mutations, splits, whole) =>
        {
            var bytes = Mutation.Of(item.Answer, mutations);
            var (once, pieces) = (item.Read(bytes, [], whole), item.Read(bytes, splits, whole));
            Assert.Equal(Shown(once), Shown(pieces));
        }, iter: 3000);
    }

    [Fact]
    public void Addresses_are_rewritten_the_same_in_any_pieces_and_nothing_else_is()
    {
        Gen.Select(Gen.OneOf(Corpus.Answers.Where(item => item.Operation.Name == "gemini.operation").ToArray()), Gen.Select(Gen.Double[0, 1], Gen.Byte, Gen.Int[0, 4]).Array[0, 4], s_splits).Sample((item, mutations, splits) =>
        {
            var bytes = Mutation.Of(item.Answer, mutations);
            var (once, pieces) = (Rewritten(bytes, []), Rewritten(bytes, splits));
            Assert.Equal(once, pieces);
            // With the quote in front: a byte that was put there belongs to the address, and goes with it.
            const string There = "\"https://generativelanguage.googleapis.com/v1beta/files/f1:download", Here = "\"http://gw/gemini/v1beta/files/f1:download";
            if (Latin(bytes).Contains(There, StringComparison.Ordinal)) Assert.Equal(Latin(bytes), Latin(once).Replace(Here, There, StringComparison.Ordinal));
        }, iter: 1500);
    }

    [Fact]
    public void A_pick_is_what_the_document_says()
    {
        Gen.Select(s_chunk, s_splits).Sample((chunk, splits) =>
        {
            var texts = new List<string>();
            var picker = new JsonPicker().On("candidates/content/parts/text", json => texts.Add(JsonDocument.Parse(json.ToArray()).RootElement.GetString()!));
            var bytes = Encoding.UTF8.GetBytes(chunk.ToJsonString()).AsSpan();
            foreach (var split in splits)
            {
                var piece = bytes[..Math.Min(split, bytes.Length)];
                picker.Read(piece);
                bytes = bytes[piece.Length..];
            }

            picker.Read(bytes);
            Assert.Equal([chunk["candidates"]![0]!["content"]!["parts"]![0]!["text"]!.GetValue<string>()], texts);
            Assert.True(picker.AtRest);
            Assert.Equal(1, picker.Documents);
        }, iter: 400);
    }

    [Fact]
    public void A_picture_of_many_megabytes_costs_no_memory()
    {
        var reader = new GenerateReader(null, new ResponseHead(200, "application/json"));
        var piece = new byte[64 * 1024];
        piece.AsSpan().Fill((byte)'A');
        reader.Read("{\"candidates\":[{\"content\":{\"parts\":[{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\""u8);
        reader.Read(piece);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) reader.Read(piece);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        reader.Read("\"}}]},\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":5,\"candidatesTokenCount\":1290}}"u8);
        Assert.True(reader.Complete(whole: true) is { Final: true, Usage: { Images: 1, InputTokens: 5, OutputTokens: 1290, ImageOutputTokens: 1290 } });
    }

    private static UsageReading Read(ReadOnlySpan<byte> bytes, int[] splits)
    {
        var reader = new GenerateReader("gemini-2.5-flash", new ResponseHead(200, "application/json"));
        foreach (var split in splits)
        {
            var piece = bytes[..Math.Min(split, bytes.Length)];
            reader.Read(piece);
            bytes = bytes[piece.Length..];
        }

        reader.Read(bytes);
        return reader.Complete(whole: true);
    }

    private static (long, long)? Expected(JsonObject[] chunks)
    {
        if (chunks.Select(chunk => chunk["usageMetadata"]).LastOrDefault(usage => usage?["promptTokenCount"] is not null) is not { } last) return null;
        long Count(string name) => last[name]?.GetValue<int>() ?? 0;
        return (Count("promptTokenCount") + Count("toolUsePromptTokenCount"), Count("candidatesTokenCount") + Count("thoughtsTokenCount"));
    }

    private static (long, long)? Counts(Usage? usage) => usage is null ? null : (usage.InputTokens!.Value, usage.OutputTokens!.Value);

    private static byte[] Rewritten(ReadOnlySpan<byte> bytes, int[] splits)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        var rewriter = new DownloadAddressRewriter("http://gw/gemini");
        foreach (var split in splits)
        {
            var piece = bytes[..Math.Min(split, bytes.Length)];
            rewriter.Rewrite(piece, output);
            bytes = bytes[piece.Length..];
        }

        rewriter.Rewrite(bytes, output);
        rewriter.Complete(output);
        return output.WrittenSpan.ToArray();
    }

    private static string Shown(UsageReading reading) =>
        (reading with { Created = [], JobIds = [], Successors = [], Usage = null }).ToString()
        + string.Join(',', reading.Created) + string.Join(',', reading.Successors) + (reading.Usage is { } usage ? usage with { Also = [] } : null) + string.Join(',', reading.Usage?.Also ?? []);

    private static string Latin(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    /// <summary>A string that JSON can hold: without halves of surrogate pairs.</summary>
    private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
