namespace LlmGateway.Database;

/// <summary>A correction of one counter (a reset, a debt carried over): counters are the sum of ledger and adjustments.</summary>
internal sealed class AdjustmentEntity
{
    public required string Id { get; set; }
    public required string SubjectKind { get; set; }
    public required string SubjectId { get; set; }
    public required string Meter { get; set; }
    public required string WindowId { get; set; }
    public int Day { get; set; }
    public long Delta { get; set; }
    public required string Actor { get; set; }
    public required string Reason { get; set; }
    public DateTimeOffset At { get; set; }
}
