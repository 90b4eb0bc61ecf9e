namespace LlmGateway.Quotas.Redis;

/// <summary>What a file of the spool still waits for.</summary>
internal sealed class SpoolSegment(long number)
{
    public long Number => number;

    /// <summary>Calls whose dispatch is written here and whose settlement is written nowhere yet.</summary>
    public int Open { get; set; }

    /// <summary>Settlements that are written here and that the store has not taken yet.</summary>
    public int Unapplied { get; set; }

    /// <summary>Last outbox entry that a settlement of this file became: when the database has it, it has all before it.</summary>
    public StreamEntryId Last { get; set; }
}
