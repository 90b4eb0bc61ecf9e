namespace LlmGateway.Database;

/// <summary>
/// The ledger summed by day and by everything that reports group by; written in the same transaction as the rows, so that reports and a rebuild of
/// the counters never read the ledger itself. Absent user or team is the empty string.
/// </summary>
internal sealed class DailyUsageEntity
{
    public required string Organization { get; set; }
    public int Day { get; set; }
    public int UtcDay { get; set; }
    public required string User { get; set; }
    public required string Team { get; set; }
    public required string ApiKey { get; set; }
    public required string Upstream { get; set; }
    public required string Provider { get; set; }
    public required string Model { get; set; }
    public required string Operation { get; set; }
    public required string OperationType { get; set; }
    public long Tokens { get; set; }
    public long Calls { get; set; }
    public long CostNano { get; set; }
    public long Videos { get; set; }
    public long Images { get; set; }
    public long Scripts { get; set; }
    public long VideoMilliseconds { get; set; }
    public long InputTokens { get; set; }
    public long OutputTokens { get; set; }
}
