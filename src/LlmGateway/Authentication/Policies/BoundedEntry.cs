namespace LlmGateway.Authentication.Policies;

/// <summary>Something that a <see cref="BoundedMap{TKey, TValue}"/> holds for as long as it is used.</summary>
internal abstract class BoundedEntry(long now)
{
    private long _usedAt = now;

    /// <summary>Timestamp of the last use, roughly.</summary>
    public long UsedAt => Volatile.Read(ref _usedAt);

    /// <summary>Written only when it has become old, so that processors that share a busy entry do not fight for it.</summary>
    public void Use(long now, long step)
    {
        if (now - UsedAt > step) Volatile.Write(ref _usedAt, now);
    }
}
