using System.Text;
using CsCheck;
using LlmGateway.Metering.Json;

namespace LlmGateway.Tests.Json;

public sealed class SseReaderTests
{
    private static readonly Gen<string> s_lines = Gen.OneOf(
        Gen.OneOf("data: {\"a\":1}", "data:x", "data: ", "data", "data:", "event: delta", "event:", "event", ": comment", ":", "id: 7", "retry: 10", "", "", "dataset: 1", "data : 2", "datä: ü", "data: grüße 👋", "data:  two spaces"),
        Gen.String[Gen.Char[' ', '~'], 0, 12]);

    private static readonly Gen<string> s_streams = Gen.Select(s_lines.Array[0, 30], Gen.OneOf("\n", "\r\n", "\r").Array[1, 5], Gen.Bool, Gen.Bool, (lines, ends, bom, closed) =>
        (bom ? "\uFEFF" : "") + string.Concat(lines.Select((line, index) => line + (index == lines.Length - 1 && !closed ? "" : ends[index % ends.Length]))));

    [Theory]
    [InlineData("data: a\n\n", ":a")]
    [InlineData("data: a\r\n\r\n", ":a")]
    [InlineData("data: a\r\r", ":a")]
    [InlineData("event: e\ndata: a\n\n", "e:a")]
    [InlineData("data: a\nevent: e\nid: 1\n: comment\nretry: 5\n\n", "e:a")]
    [InlineData("data: a\ndata: b\ndata\n\n", ":a\nb\n")]
    [InlineData("data:a\n\ndata:  b\n\n", ":a|: b")]
    [InlineData("\uFEFFdata: a\n\n", ":a")]
    [InlineData("data: a", ":a")]
    [InlineData("event: lonely\n\ndata: a\n\n", ":a")]
    [InlineData("event: one\nevent: two\ndata: a\n\n", "two:a")]
    public void Events_are_framed_as_the_standard_says(string stream, string expected) => Assert.Equal(expected, Read(stream, [int.MaxValue]));

    [Fact]
    public void Any_split_of_the_bytes_gives_the_same_events() =>
        Gen.Select(s_streams, Splits.Any).Sample((stream, split) => Assert.Equal(Reference(stream), Read(stream, split)), iter: 20_000);

    [Fact]
    public void Damaged_bytes_do_no_harm_and_any_split_of_them_reads_alike() =>
        Gen.Select(s_streams, Mutations.Any, Splits.Any).Sample((stream, mutations, split) =>
        {
            var bytes = Mutations.Apply(Encoding.UTF8.GetBytes(stream), mutations);
            Assert.Equal(Read(bytes, [int.MaxValue]), Read(bytes, split));
        }, iter: 20_000);

    [Fact]
    public void An_event_above_the_limit_is_passed_over_and_the_next_is_read()
    {
        var events = new List<string>();
        var reader = new SseReader((name, data) => events.Add(Encoding.UTF8.GetString(data)));
        reader.Read("data: "u8);
        var piece = new byte[1024 * 1024];
        Array.Fill(piece, (byte)'x');
        for (var i = 0; i < 40; i++) reader.Read(piece);
        reader.Read("\n\ndata: small\n\n"u8);
        reader.Complete();
        Assert.Equal(["small"], events);
    }

    private static string Read(string stream, int[] split) => Read(Encoding.UTF8.GetBytes(stream), split);

    private static string Read(byte[] bytes, int[] split)
    {
        var events = new List<string>();
        var reader = new SseReader((name, data) => events.Add($"{Encoding.UTF8.GetString(name)}:{Encoding.UTF8.GetString(data)}"));
        Splits.Feed(bytes, split, reader.Read);
        reader.Complete();
        return string.Join('|', events);
    }

    /// <summary>The same by splitting strings.</summary>
    private static string Reference(string stream)
    {
        var events = new List<string>();
        var (name, data) = ("", (string?)null);
        var text = stream.StartsWith('\uFEFF') ? stream[1..] : stream;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n').Append(""))
        {
            if (line.Length == 0)
            {
                if (data is not null) events.Add($"{name}:{data}");
                (name, data) = ("", null);
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (field, value) = colon < 0 ? (line, "") : (line[..colon], line[(colon + 1)..]);
            if (value.StartsWith(' ')) value = value[1..];
            if (field == "data") data = data is null ? value : data + "\n" + value;
            else if (field == "event") name = value;
        }

        return string.Join('|', events);
    }
}
