namespace LlmGateway.Database;

/// <summary>Numbers of outbox entries that were written, without gaps from the first to the last: a number that no range holds is a loss.</summary>
internal sealed class OutboxRangeEntity
{
    public required string Generation { get; set; }
    public long First { get; set; }
    public long Last { get; set; }
}
