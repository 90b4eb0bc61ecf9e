using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace LlmGateway.Authentication.Policies;

/// <summary>
/// A concurrent map of at most so many entries. A look-up takes no lock; when the map is full, the eighth that was not used for longest goes at once, so that
/// the search for it is paid once in many additions.
/// </summary>
/// <param name="trimmed">Called after entries were let go.</param>
internal sealed class BoundedMap<TKey, TValue>(int capacity, Action trimmed)
    where TKey : notnull
    where TValue : BoundedEntry
{
    private readonly ConcurrentDictionary<TKey, TValue> _entries = new();
    private int _count;
    private int _trimming;

    public int Count => Volatile.Read(ref _count);

    public bool TryFind(TKey key, [NotNullWhen(true)] out TValue? entry) => _entries.TryGetValue(key, out entry);

    public TValue GetOrAdd(TKey key, Func<TKey, TValue> make)
    {
        if (_entries.TryGetValue(key, out var there)) return there;
        var made = make(key);
        var held = _entries.GetOrAdd(key, made);
        if (ReferenceEquals(held, made) && Interlocked.Increment(ref _count) > capacity) Trim();
        return held;
    }

    /// <summary>For an entry that nothing was made of.</summary>
    public void Remove(TKey key)
    {
        if (_entries.TryRemove(key, out _)) Interlocked.Decrement(ref _count);
    }

    public void Clear()
    {
        foreach (var key in _entries.Keys) Remove(key);
        trimmed();
    }

    private void Trim()
    {
        if (Interlocked.Exchange(ref _trimming, 1) == 1) return;
        var entries = _entries.ToArray();
        Array.Sort(Array.ConvertAll(entries, entry => entry.Value.UsedAt), entries);
        foreach (var (key, _) in entries.AsSpan(0, Math.Max(1, entries.Length / 8))) Remove(key);
        Volatile.Write(ref _trimming, 0);
        trimmed();
    }
}
