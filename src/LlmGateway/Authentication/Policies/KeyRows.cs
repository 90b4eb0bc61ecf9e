using System.Collections.Immutable;
using LlmGateway.Metering;

namespace LlmGateway.Authentication.Policies;

/// <summary>A key, its limits and its secrets: one at most times, two while an old one is in its grace.</summary>
internal sealed record KeyRows(
    string Id, string Organization, string? User, string? Team, KeyTerms Terms, SubjectLimits? Limits, ImmutableArray<SecretRow> Secrets, long Version) : PolicyRows(Version)
{
    /// <summary>Arrays are compared by content: a key that was read again and says the same is the same.</summary>
    public bool Equals(KeyRows? other) =>
        other is not null && Version == other.Version && Id == other.Id && Organization == other.Organization && User == other.User && Team == other.Team
        && Terms == other.Terms && Limits == other.Limits && Secrets.SequenceEqual(other.Secrets);

    public override int GetHashCode() => HashCode.Combine(Id, Version);
}
