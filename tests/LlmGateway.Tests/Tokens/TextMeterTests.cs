using System.Text;
using System.Text.Json;
using CsCheck;
using LlmGateway.Metering.Tokens;

namespace LlmGateway.Tests.Tokens;

public sealed class TextMeterTests
{
    private static readonly TokenCounter s_counter = TokenCounter.For("o200k_base");
    private static readonly string s_english = string.Concat(Enumerable.Repeat("A meter counts what passes, and what it cannot see it holds at the most that it may be. ", 100));

    private static readonly JsonSerializerOptions s_unescaped = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void Short_text_is_counted_exactly()
    {
        var meter = new TextMeter(s_counter, exactly: false);
        meter.Add(s_english);
        meter.AddTokens(7);
        Assert.Equal(s_counter.Count(s_english) + 7, meter.Expected);
        Assert.Equal(s_english.Length + 7, meter.Ceiling);
        Assert.False(meter.Sampled);
    }

    [Fact]
    public void Much_text_is_sampled_over_all_its_strings_and_the_guess_is_near()
    {
        var (sampled, exact) = (new TextMeter(s_counter, exactly: false), new TextMeter(s_counter, exactly: true));
        for (var i = 0; i < 100; i++)
        {
            sampled.Add(s_english);
            exact.Add(s_english);
        }

        Assert.True(sampled.Sampled);
        Assert.False(exact.Sampled);
        Assert.InRange(sampled.Expected, exact.Expected * 0.98, exact.Expected * 1.02);
        Assert.Equal(exact.Ceiling, sampled.Ceiling);
    }

    [Fact]
    public void One_long_string_is_sampled_over_its_whole_length_and_the_guess_is_near()
    {
        var changing = string.Concat(Enumerable.Range(0, 120).Select(i => i % 40 < 20 ? s_english : "def f(x):\n    return [x**2 for x in range(10) if x % 2]\n"));
        var (sampled, exact) = (new TextMeter(s_counter, exactly: false), new TextMeter(s_counter, exactly: true));
        sampled.Add(changing);
        exact.Add(changing);
        Assert.True(sampled.Sampled);
        Assert.InRange(sampled.Expected, exact.Expected * 0.95, exact.Expected * 1.05);
        Assert.Equal(exact.Ceiling, sampled.Ceiling);
    }

    [Fact]
    public void A_string_in_json_counts_as_its_text() =>
        Gen.OneOf("plain words", "Zeile\nund \"Zitat\"", "grüße 👋", "C:\\path", "日本語", "\u0001", "é").Array[0, 20].Select(string.Concat).Sample(text =>
        {
            var (plain, json) = (new TextMeter(s_counter, exactly: false), new TextMeter(s_counter, exactly: false));
            plain.Add(text);
            json.Add(JsonSerializer.SerializeToElement(text));
            Assert.Equal(plain.Expected, json.Expected);
            Assert.Equal(Encoding.UTF8.GetByteCount(text), json.Bytes);
        }, iter: 2_000);

    [Fact]
    public void A_long_string_in_json_is_passed_by_without_losing_a_byte_or_a_character() =>
        Gen.OneOf("plain words ", "Zeile\nund \"Zitat\" ", "grüße 👋 ", "C:\\path", "日本語", "\u0001", "é", "👋👋", "\u2028").Array[20, 60].Select(string.Concat).Select(Gen.Int[3_000, 9_000], (piece, times) => string.Concat(Enumerable.Repeat(piece, Math.Max(1, times * 12 / piece.Length)))).Sample(text =>
        {
            foreach (var json in (string[])[JsonSerializer.Serialize(text), JsonSerializer.Serialize(text, s_unescaped)])
            {
                var (exact, sampled) = (new TextMeter(s_counter, exactly: true), new TextMeter(s_counter, exactly: false));
                using var document = JsonDocument.Parse(json);
                exact.Add(text);
                sampled.Add(document.RootElement);
                Assert.Equal(exact.Bytes, sampled.Bytes);
                Assert.InRange(sampled.Expected, exact.Expected * 0.9, exact.Expected * 1.1);
            }
        }, iter: 60);

    [Fact]
    public void The_ceiling_is_never_below_the_exact_count() =>
        Gen.Char['\u0000', '\uffff'].Array[0, 2000].Select(characters => new string(characters)).Sample(text =>
        {
            var meter = new TextMeter(s_counter, exactly: true);
            meter.Add(text);
            Assert.True(meter.Expected <= meter.Ceiling);
        }, iter: 500);

    [Fact]
    public void Half_a_surrogate_pair_is_text_too()
    {
        var meter = new TextMeter(s_counter, exactly: false);
        using var json = JsonDocument.Parse("\"a \\ud83d b\"");
        meter.Add(json.RootElement);
        Assert.True(meter.Expected > 0);
    }
}
