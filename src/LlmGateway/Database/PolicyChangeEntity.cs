namespace LlmGateway.Database;

/// <summary>
/// One change of a policy, numbered without gaps in the order of commits; gateways read on from the last number they know.
/// The newest number is the policy version. Row 0 exists from the first migration and is locked by every change.
/// </summary>
internal sealed class PolicyChangeEntity
{
    public long Version { get; set; }

    /// <summary>key, user, team, organization, upstream; empty in row 0.</summary>
    public required string SubjectKind { get; set; }
    public required string SubjectId { get; set; }
    public DateTimeOffset At { get; set; }
}
