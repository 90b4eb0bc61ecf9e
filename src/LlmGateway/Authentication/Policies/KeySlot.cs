namespace LlmGateway.Authentication.Policies;

/// <summary>What a presented key leads to. Kept under the fingerprint of the whole key.</summary>
/// <param name="storedHash">The form in which the database has it, perhaps under an older pepper.</param>
internal sealed class KeySlot(string storedHash, string keyId, long now) : BoundedEntry(now)
{
    private volatile Composed<KeyLookup>? _composed;
    private long _checkedAt = now;

    public string StoredHash => storedHash;

    public string KeyId => keyId;

    public KeyLookup? AnswerOf(long epoch) => _composed is { } composed && composed.Epoch == epoch ? composed.Value : null;

    public KeyLookup Keep(KeyLookup answer, long epoch)
    {
        _composed = new(answer, epoch);
        return answer;
    }

    /// <summary>True for one caller in so much time.</summary>
    public bool IsDue(long now, long interval)
    {
        var last = Volatile.Read(ref _checkedAt);
        return now - last > interval && Interlocked.CompareExchange(ref _checkedAt, now, last) == last;
    }
}
