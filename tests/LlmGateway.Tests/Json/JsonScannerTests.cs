using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using LlmGateway.Metering.Json;

namespace LlmGateway.Tests.Json;

public sealed class JsonScannerTests
{
    private static readonly string[] s_names = ["usage", "id", "output", "data", "response", "x", "type", "text", "a name that is longer than sixty-four characters, which nobody looks for anyway"];
    private static readonly string[] s_paths = ["usage", "id", "response.usage", "response.id", "output[].id", "output[].text[].x", "response.output[].type", "data[]"];

    private static readonly JsonSerializerOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Gen<JsonNode?> s_leaf = Gen.OneOf<JsonNode?>(
        Gen.Const(() => (JsonNode?)null), Gen.Bool.Select(value => (JsonNode?)JsonValue.Create(value)), Gen.Long.Select(value => (JsonNode?)JsonValue.Create(value)),
        Gen.OneOf("", "plain", "with \"quotes\" and \\ and {}[],:", "grüße 👋", "\n\t\u0001", "\"usage\":{\"x\":1}").Select(value => (JsonNode?)JsonValue.Create(value)));

    private static readonly Gen<JsonNode?> s_json = Nodes(4);

    [Fact]
    public void Members_are_captured_by_their_path_and_the_last_one_wins()
    {
        var scanner = Scan("""{"usage":{"a":1},"output":[{"id":"x","usage":5},{"id":"y"}],"response":{"usage":{"b":[1,2]},"id":"r"},"usage":{"a": 2 , "s":"}\""},"n":12.5e3}""", ["usage", "output[].id", "response.usage", "response.id", "n"]);
        Assert.Equal("""{"a":2,"s":"}\""}""", Encoding.UTF8.GetString(scanner.Captured("usage").Span));
        Assert.Equal(["x", "y"], scanner.Texts("output[].id"));
        Assert.Equal("""{"b":[1,2]}""", Encoding.UTF8.GetString(scanner.Captured("response.usage").Span));
        Assert.Equal("r", scanner.Text("response.id"));
        Assert.Equal("12.5e3", Encoding.UTF8.GetString(scanner.Captured("n").Span));
        Assert.True(scanner.Ended);
    }

    [Fact]
    public void A_value_that_is_cut_in_its_middle_is_not_captured()
    {
        Assert.True(Scan("""{"usage":{"a":1""", ["usage"]).Captured("usage").IsEmpty);
        Assert.True(Scan("""{"usage":"abc""", ["usage"]).Captured("usage").IsEmpty);
        Assert.False(Scan("""{"usage":{"a":1},"b":""", ["usage"]).Captured("usage").IsEmpty);
    }

    [Fact]
    public void What_was_never_there_costs_nothing_to_ask_for()
    {
        var scanner = Scan("{}", ["id"]);
        Assert.Null(scanner.Text("id"));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) scanner.Text("id");
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before); // An exception, even one that is caught, would.
    }

    [Fact]
    public void A_root_array_is_a_sequence_of_root_objects()
    {
        var scanner = Scan("""[{"usage":{"a":1},"data":[1,2]},{"usage":{"a":2},"data":[3]}]""", ["usage"]);
        Assert.Equal("""{"a":2}""", Encoding.UTF8.GetString(scanner.Captured("usage").Span));
        Assert.Equal(3, scanner.Elements("data"));
    }

    [Fact]
    public void A_value_above_the_limit_is_not_captured_and_costs_no_memory()
    {
        var scanner = new JsonScanner(new(["usage", "id"]));
        scanner.Read("{\"usage\":\""u8);
        var piece = new byte[1024 * 1024];
        Array.Fill(piece, (byte)'x');
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 64; i++) scanner.Read(piece);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 * JsonScanner.LargestCapture);
        scanner.Read("\",\"id\":\"after\"}"u8);
        Assert.True(scanner.Captured("usage").IsEmpty);
        Assert.Equal("after", scanner.Text("id"));
    }

    [Fact]
    public void What_is_captured_is_what_a_document_has_there_in_any_split() =>
        Gen.Select(s_json, Gen.Bool, Splits.Any).Sample((json, indented, split) =>
        {
            var text = json?.ToJsonString(new JsonSerializerOptions(s_readable) { WriteIndented = indented }) ?? "null";
            var scanner = Scan(text, s_paths, split);
            foreach (var path in s_paths.Where(path => !path.Contains('['))) Assert.Equal(Expected(json, path), Shown(scanner.Captured(path)));
            Assert.Equal(Strings(json, "output[].id"), scanner.Texts("output[].id"));
            Assert.Equal(Strings(json, "output[].text[].x"), scanner.Texts("output[].text[].x"));
            Assert.Equal(Strings(json, "data[]"), scanner.Texts("data[]"));
        }, iter: 20_000);

    [Fact]
    public void Damaged_bytes_do_no_harm_and_any_split_of_them_reads_alike() =>
        Gen.Select(s_json, Mutations.Any, Splits.Any).Sample((json, mutations, split) =>
        {
            var bytes = Mutations.Apply(Encoding.UTF8.GetBytes(json?.ToJsonString(s_readable) ?? "null"), mutations);
            Assert.Equal(Everything(bytes, [int.MaxValue]), Everything(bytes, split));
        }, iter: 20_000);

    [Fact]
    public void Endless_depth_does_no_harm()
    {
        var scanner = new JsonScanner(new(["usage"], ["usage"], ["data"]));
        for (var i = 0; i < 100_000; i++) scanner.Read("{\"data\":["u8);
        for (var i = 0; i < 200_000; i++) scanner.Read("]}"u8);
        Assert.Equal(0, scanner.Count("usage"));
    }

    private static Gen<JsonNode?> Nodes(int depth) => depth == 0 ? s_leaf : Gen.OneOf<JsonNode?>(
        s_leaf,
        Nodes(depth - 1).Array[0, 3].Select(items => (JsonNode?)new JsonArray(items)),
        Gen.Select(Gen.Int[0, s_names.Length - 1].Select(index => s_names[index]), Nodes(depth - 1), (name, value) => (name, value)).Array[0, 5].Select(members => (JsonNode?)Object(members)));

    private static JsonObject Object((string Name, JsonNode? Value)[] members)
    {
        var json = new JsonObject();
        foreach (var (name, value) in members) json[name] = value?.Parent is null ? value : value.DeepClone();
        return json;
    }

    private static JsonScanner Scan(string json, string[] paths, int[]? split = null)
    {
        var scanner = new JsonScanner(new(paths, arrays: ["data"]));
        Splits.Feed(Encoding.UTF8.GetBytes(json), split ?? [int.MaxValue], scanner.Read);
        return scanner;
    }

    private static string Everything(byte[] bytes, int[] split)
    {
        var scanner = new JsonScanner(new(s_paths, ["usage"], ["data"]));
        Splits.Feed(bytes, split, scanner.Read);
        return string.Join('|', s_paths.Select(path => Shown(scanner.Captured(path)) + string.Join(',', scanner.Texts(path)))) + scanner.Count("usage") + scanner.Elements("data") + scanner.Ended + scanner.AnythingSeen;
    }

    private static string Shown(ReadOnlyMemory<byte> captured) => Encoding.UTF8.GetString(captured.Span);

    /// <summary>Of a root array the last element that has the member; a value at the end of a number may be the last byte.</summary>
    private static string Expected(JsonNode? json, string path)
    {
        var found = "";
        foreach (var root in json is JsonArray array ? array : [json?.DeepClone()])
        {
            if (At(root, path.Split('.'), out var value)) found = value?.ToJsonString(s_readable) ?? "null";
        }

        return found;
    }

    private static bool At(JsonNode? node, string[] steps, out JsonNode? value)
    {
        value = node;
        foreach (var step in steps)
        {
            if (value is not JsonObject record || !record.TryGetPropertyValue(step, out value)) return false;
        }

        return true;
    }

    private static IEnumerable<string> Strings(JsonNode? json, string path) =>
        (json is JsonArray roots ? roots.AsEnumerable() : [json]).SelectMany(root => Follow(root, path.Split('.'))).Take(JsonCapture.MostTexts);

    private static IEnumerable<string> Follow(JsonNode? node, string[] steps)
    {
        if (steps.Length == 0)
        {
            if (node is JsonValue value && value.TryGetValue<string>(out var text)) yield return text;
            yield break;
        }

        var isList = steps[0].EndsWith("[]", StringComparison.Ordinal);
        if (node is not JsonObject record || !record.TryGetPropertyValue(steps[0].Replace("[]", "", StringComparison.Ordinal), out var next)) yield break;
        foreach (var item in isList ? next as JsonArray ?? [] : [next?.DeepClone()])
        {
            foreach (var text in Follow(item, steps[1..])) yield return text;
        }
    }
}
