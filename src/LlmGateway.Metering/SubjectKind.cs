namespace LlmGateway.Metering;

/// <summary>Who a quota is for, in the order in which limits are checked and named in a refusal.</summary>
public enum SubjectKind
{
    Key,
    User,
    Team,
    Organization,
    Upstream,
}
