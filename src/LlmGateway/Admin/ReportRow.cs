namespace LlmGateway.Admin;

/// <summary>One group of a report as the database sums it. What is not grouped by is empty.</summary>
internal sealed class ReportRow
{
    public string Organization { get; set; } = "";
    public string User { get; set; } = "";
    public string Team { get; set; } = "";
    public string ApiKey { get; set; } = "";
    public string Provider { get; set; } = "";
    public string Model { get; set; } = "";
    public string Operation { get; set; } = "";
    public string OperationType { get; set; } = "";
    public int Day { get; set; }
    public long Tokens { get; set; }
    public long InputTokens { get; set; }
    public long OutputTokens { get; set; }
    public long Calls { get; set; }
    public long Images { get; set; }
    public long Videos { get; set; }
    public long Scripts { get; set; }
    public long VideoMilliseconds { get; set; }
    public long CostNano { get; set; }
}
