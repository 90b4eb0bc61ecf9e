using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using LlmGateway.Metering;
using LlmGateway.Metering.Json;

namespace LlmGateway.Tests.Json;

public sealed class SpliceTests
{
    [Fact]
    public void Edits_change_their_places_and_nothing_else() =>
        Gen.Select(Gen.String[Gen.Char['a', 'z'], 0, 40], Gen.Select(Gen.Int[0, 40], Gen.Int[0, 5], Gen.OneOf("", "X", "long one"), (at, length, text) => (at, length, text)).Array[0, 4]).Sample((body, wanted) =>
        {
            var (edits, expected) = Reference(body, wanted);
            Assert.Equal(expected, Encoding.UTF8.GetString(Splice.Apply(Encoding.UTF8.GetBytes(body), edits)));
        }, iter: 10_000);

    [Fact]
    public void At_one_offset_insertions_come_first_as_listed() =>
        Assert.Equal("abXYZef", Encoding.UTF8.GetString(Splice.Apply("abcdef"u8, [new(2, 2, "Z"u8.ToArray()), new(2, 0, "X"u8.ToArray()), new(2, 0, "Y"u8.ToArray())])));

    [Theory]
    [InlineData("""{"model":"m"}""", """{"n":7,"model":"m"}""")]
    [InlineData("""{ }""", """{"n":7 }""")]
    [InlineData("""{"n": null , "model":"m"}""", """{"n": 7 , "model":"m"}""")]
    [InlineData("""{"a":{"n":1},"b":[{"n":2}]}""", """{"n":7,"a":{"n":1},"b":[{"n":2}]}""")]
    [InlineData("{\"\\u006e\":null}", "{\"\\u006e\":7}")]
    public void A_limit_is_put_over_a_null_or_first_into_the_object(string body, string expected)
    {
        using var json = JsonBody.Parse(Encoding.UTF8.GetBytes(body));
        var slot = JsonSlot.Limit(json, json.Root, "n");
        Assert.Equal(expected, Encoding.UTF8.GetString(Splice.Apply(Encoding.UTF8.GetBytes(body), [slot.Limit(7)])));
    }

    [Fact]
    public void A_member_that_is_set_has_that_value_and_the_others_stay() =>
        Gen.OneOf("""{"model":"m","x":[1,2]}""", """ {"stream_options" : null,"y":{}} """, """{"stream_options":{"a":1}}""", "{}").Sample(body =>
        {
            using var json = JsonBody.Parse(Encoding.UTF8.GetBytes(body));
            var edit = JsonSlot.Set(json, json.Root, "stream_options", "{\"include_usage\":true}");
            var changed = JsonNode.Parse(Splice.Apply(Encoding.UTF8.GetBytes(body), [edit]))!.AsObject();
            Assert.Equal("{\"include_usage\":true}", changed["stream_options"]!.ToJsonString());
            var before = JsonNode.Parse(body)!.AsObject();
            foreach (var name in before.Select(member => member.Key).Where(name => name != "stream_options")) Assert.Equal(before[name]?.ToJsonString(), changed[name]?.ToJsonString());
        }, iter: 100);

    /// <summary>The edits that fit one behind the other, and what they make of the text.</summary>
    private static (List<BodyEdit> Edits, string Expected) Reference(string body, (int At, int Length, string Text)[] wanted)
    {
        var edits = new List<BodyEdit>();
        var expected = new StringBuilder();
        var from = 0;
        foreach (var (at, length, text) in wanted.DistinctBy(edit => edit.At).OrderBy(edit => edit.At))
        {
            if (at < from || at + length > body.Length) continue;
            edits.Add(new(at, length, Encoding.UTF8.GetBytes(text)));
            expected.Append(body[from..at]).Append(text);
            from = at + length;
        }

        edits.Reverse();
        return (edits, expected.Append(body[from..]).ToString());
    }
}
