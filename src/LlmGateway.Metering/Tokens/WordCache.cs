using System.Runtime.CompilerServices;

namespace LlmGateway.Metering.Tokens;

/// <summary>
/// Token counts of words seen before. Of fixed size, without locks: an entry is an immutable object in a slot, found by the word itself and
/// never by its hash alone, so that nobody can make a long word count as a short one. When its two slots are taken, a word replaces one of them
/// only now and then: text of random words cannot drive out the common ones quickly.
/// </summary>
internal sealed class WordCache
{
    private const int Slots = 1 << 15;
    private const int ReplacesOneIn = 16;

    private readonly Entry?[] _slots = new Entry?[Slots];
    private int _misses;

    /// <summary>The count of a word; -1 if it is not known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Find(ReadOnlySpan<char> word, out int slot)
    {
        slot = string.GetHashCode(word) & (Slots - 1);
        if (Volatile.Read(ref _slots[slot]) is { } first && word.SequenceEqual(first.Word)) return first.Tokens;
        return Volatile.Read(ref _slots[slot ^ 1]) is { } second && word.SequenceEqual(second.Word) ? second.Tokens : -1;
    }

    /// <param name="slot">Where <see cref="Find"/> looked for it.</param>
    public void Remember(int slot, ReadOnlySpan<char> word, int tokens)
    {
        var free = _slots[slot] is null ? slot : _slots[slot ^ 1] is null ? slot ^ 1 : -1;
        // A torn count of misses only shifts which word is taken.
        if (free < 0 && ++_misses % ReplacesOneIn != 0) return;
        Volatile.Write(ref _slots[free < 0 ? slot : free], new Entry(word.ToString(), tokens));
    }

    private sealed record Entry(string Word, int Tokens);
}
