using System.Diagnostics;
using CsCheck;
using LlmGateway.Metering.Tokens;
using Microsoft.ML.Tokenizers;

namespace LlmGateway.Tests.Tokens;

public sealed class TokenCounterTests(ITestOutputHelper output)
{
    private static readonly string[] s_pieces =
    [
        "hello", " world", "HTTPServer", "I'll", "we'Ve", "don't", "'s", "'LL", "'re've", "  ", "\t", "\n", "\r\n", "\r", " \n ", "\u00a0", "1", "23", "4567", "٣٤", "½", "...", "!?/", "//", "/\n",
        "日本語", "ไทย", "नमस्ते", "é", "e\u0301", "\u0301", "ʰ", "ǅ", "ſ", "K", "ß", "Ω", "👋", "👨‍👩‍👧", "\ud83d", "𝐀", "_", "-", "<|endoftext|>", "{\"a\":1}", "foo_bar", "CamelCase", "ABC", "aBC", "中A文b",
    ];

    private static readonly Gen<string> s_text = Gen.OneOf(
        Gen.Int[0, s_pieces.Length - 1].Select(index => s_pieces[index]).Array[0, 24].Select(string.Concat),
        Gen.Char['\u0000', '\uffff'].Array[0, 24].Select(characters => new string(characters)),
        Gen.String[Gen.Char[' ', '~'], 0, 60]);

    [Theory]
    [InlineData("o200k_base")]
    [InlineData("cl100k_base")]
    public void Words_are_cut_where_the_library_cuts_them(string encoding)
    {
        var library = TiktokenTokenizer.CreateForEncoding(encoding);
        s_text.Where(HasNoSpecialToken).Sample(text => Assert.Equal(Cuts(library.PreTokenizer!.PreTokenize(text)), Cuts(encoding, text)), iter: 100_000);
    }

    [Theory]
    [InlineData("o200k_base")]
    [InlineData("cl100k_base")]
    public void Text_counts_as_many_tokens_as_the_library_says(string encoding)
    {
        var library = TiktokenTokenizer.CreateForEncoding(encoding);
        var counter = TokenCounter.For(encoding);
        s_text.Where(HasNoSpecialToken).Sample(text => Assert.Equal(library.CountTokens(text), counter.Count(text)), iter: 20_000);
    }

    [Fact]
    public void A_special_token_written_out_counts_as_the_text_it_is()
    {
        Assert.True(TokenCounter.For("o200k_base").Count("<|endoftext|>") > 1);
        Assert.True(TokenCounter.For("cl100k_base").Count("<|im_start|>") > 1);
    }

    [Fact]
    public void Counting_known_words_allocates_nothing()
    {
        var counter = TokenCounter.For("o200k_base");
        var text = string.Concat(Enumerable.Repeat("The quick brown fox jumps over the lazy dog. ", 100));
        counter.Count(text);
        var before = GC.GetAllocatedBytesForCurrentThread();
        counter.Count(text);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_megabyte_of_one_character_costs_at_most_fifteen_times_a_megabyte_of_English()
    {
        var counter = TokenCounter.For("o200k_base");
        var english = string.Concat(Enumerable.Repeat("The quick brown fox jumps over the lazy dog, and then explains why metering matters. ", 12_500))[..1_000_000];
        var plain = Fastest(() => counter.Count(english));
        foreach (var character in "a= \n中👋é9")
        {
            var run = Fastest(() => counter.Count(new string(character, 1_000_000)));
            output.WriteLine($"U+{(int)character:X4}: {run.TotalMilliseconds:F1} ms, English {plain.TotalMilliseconds:F1} ms");
            Assert.True(run < plain * 15, $"U+{(int)character:X4} takes {run.TotalMilliseconds} ms, English {plain.TotalMilliseconds} ms");
        }
    }

    /// <summary>The library takes special tokens out of a text; providers do not.</summary>
    private static bool HasNoSpecialToken(string text) => !text.Contains("<|", StringComparison.Ordinal);

    private static TimeSpan Fastest(Action action)
    {
        var best = TimeSpan.MaxValue;
        for (var i = 0; i < 3; i++)
        {
            var started = Stopwatch.GetTimestamp();
            action();
            var elapsed = Stopwatch.GetElapsedTime(started);
            if (elapsed < best) best = elapsed;
        }

        return best;
    }

    private static string Cuts(IEnumerable<(int Offset, int Length)> words) => string.Join(' ', words.Select(word => word.Length));

    private static string Cuts(string encoding, string text)
    {
        var lengths = new List<int>();
        for (var at = 0; at < text.Length; at += lengths[^1])
        {
            lengths.Add(encoding == "cl100k_base" ? WordSplitter.FirstCl100k(text.AsSpan(at)) : WordSplitter.FirstO200k(text.AsSpan(at)));
        }

        return string.Join(' ', lengths);
    }
}
