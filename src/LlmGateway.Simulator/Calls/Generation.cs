namespace LlmGateway.Simulator.Calls;

/// <summary>What a simulated model "generated": numbers that are reported, and text that has as many tokens.</summary>
/// <param name="Output">Output tokens, reasoning included.</param>
/// <param name="Text">Pieces of text; each word is one token.</param>
/// <param name="Limited">True if the caller's limit ended it.</param>
internal sealed record Generation(int Input, int Cached, int Output, int Reasoning, IReadOnlyList<string> Text, bool Limited)
{
    private const int UsualOutput = 24;
    private const int UsualChunks = 12;
    private const int OutputWithoutLimit = 128;

    private static readonly string[] s_words = [" hello", " from", " the", " other", " side", " of", " a", " very", " small", " and", " quiet", " world"];

    public string Whole => string.Concat(Text);

    /// <summary>Generates within a limit, unless the behaviour says what to report.</summary>
    public static Generation Make(SimulatedBehaviour behaviour, int input, int? limit, int reasoning)
    {
        if (behaviour.ZeroUsage) return new(0, 0, 0, 0, [" hello"], false);
        var wanted = behaviour.OutputTokens ?? (behaviour.OutputAtLimit ? limit ?? OutputWithoutLimit : Math.Min(UsualOutput, limit ?? UsualOutput));
        var thinking = Math.Min(reasoning, wanted / 2);
        return new(behaviour.InputTokens ?? input, behaviour.Cached ?? 0, wanted, thinking, Pieces(wanted - thinking, behaviour.Chunks ?? UsualChunks), limit <= wanted);
    }

    private static string[] Pieces(int words, int chunks)
    {
        var pieces = new string[Math.Max(1, Math.Min(words, chunks))];
        for (var i = 0; i < pieces.Length; i++)
        {
            var from = (int)((long)words * i / pieces.Length);
            var to = (int)((long)words * (i + 1) / pieces.Length);
            pieces[i] = string.Concat(Enumerable.Range(from, to - from).Select(word => s_words[word % s_words.Length]));
        }

        return pieces;
    }
}
