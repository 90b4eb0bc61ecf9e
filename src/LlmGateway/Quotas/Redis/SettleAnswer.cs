namespace LlmGateway.Quotas.Redis;

/// <summary>What the settle script answers.</summary>
internal abstract record SettleAnswer
{
    private SettleAnswer() { }

    /// <param name="Entry">Id of the outbox entry in the stream; empty if there is no row (a call that was voided before it was made).</param>
    public sealed record Applied(long Sequence, string Entry, string Generation) : SettleAnswer;

    public sealed record Nothing : SettleAnswer;

    /// <summary>The store does not know the reservation.</summary>
    public sealed record Lost : SettleAnswer;

    /// <summary>The hold was moved: the reservation counts against these accounts.</summary>
    /// <param name="List">As <see cref="RedisText"/> has it.</param>
    public sealed record Moved(string List) : SettleAnswer;

    public sealed record Unseeded : SettleAnswer;
}
