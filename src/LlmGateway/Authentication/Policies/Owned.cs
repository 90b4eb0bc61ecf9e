using LlmGateway.Metering;

namespace LlmGateway.Authentication.Policies;

/// <summary>Names a user or a team: ids are unique within an organization.</summary>
internal readonly record struct Owned(string Organization, string Id)
{
    /// <summary>From the id of a <see cref="Subject"/>: the organization, a slash, the own id. No id has a slash in it.</summary>
    public static Owned Of(string subjectId)
    {
        var slash = subjectId.IndexOf('/', StringComparison.Ordinal);
        return new(subjectId[..slash], subjectId[(slash + 1)..]);
    }
}
