using LlmGateway.Metering;

namespace LlmGateway.Admin;

/// <summary>The subject that a route names: <c>user/alice</c>, <c>upstream/provider/name</c> or, with its slash escaped, <c>upstream/provider%2Fname</c>.</summary>
internal sealed record SubjectPath(SubjectKind Kind, string Id)
{
    private static readonly SubjectKind[] s_kinds = Enum.GetValues<SubjectKind>();

    public static SubjectPath Of(string kind, string id)
    {
        var known = Array.FindIndex(s_kinds, candidate => Subject.NameOf(candidate) == kind);
        if (known < 0) throw Refuse.NotFound("subject", kind, "subject");
        return new(s_kinds[known], id.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase)); // The one escape that routing leaves as it is.
    }
}
