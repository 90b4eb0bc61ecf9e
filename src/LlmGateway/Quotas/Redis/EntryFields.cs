using StackExchange.Redis;

namespace LlmGateway.Quotas.Redis;

/// <summary>The few fields of an outbox entry, by name.</summary>
internal readonly struct EntryFields(NameValueEntry[] fields)
{
    /// <summary>Of a name that anybody asks for: a letter, or one and the number of a job.</summary>
    private const int Longest = 16;

    /// <exception cref="KeyNotFoundException">The entry has no such field.</exception>
    public RedisValue this[ReadOnlySpan<byte> name] => TryFind(name, out var value) ? value : throw new KeyNotFoundException();

    public bool TryFind(ReadOnlySpan<byte> name, out RedisValue value)
    {
        Span<byte> known = stackalloc byte[Longest];
        foreach (var field in fields)
        {
            // To copy a name makes nothing; to look at its bytes where they lie would.
            if (field.Name.GetByteCount() != name.Length || !known[..field.Name.CopyTo(known)].SequenceEqual(name)) continue;
            value = field.Value;
            return true;
        }

        value = default;
        return false;
    }
}
