namespace LlmGateway.Database;

/// <summary>Who changed what, written in the change's own transaction.</summary>
internal sealed class AuditEntity
{
    public long Id { get; set; }
    public DateTimeOffset At { get; set; }
    public required string Actor { get; set; }

    /// <summary>For example <c>keys.create</c>, <c>limits.put</c>, <c>usage.reset</c>.</summary>
    public required string Action { get; set; }
    public required string SubjectKind { get; set; }
    public required string SubjectId { get; set; }
    public string? OrganizationId { get; set; }

    /// <summary>JSON of the fields before and after; never a secret.</summary>
    public string? Before { get; set; }
    public string? After { get; set; }
    public required string RequestId { get; set; }
}
