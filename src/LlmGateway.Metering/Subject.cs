namespace LlmGateway.Metering;

/// <summary>
/// Who a quota is for. <see cref="Id"/> is unique within its kind: a key's own id, an organization's id,
/// <c>organization/user</c>, <c>organization/team</c>, or <c>provider/name</c> of an upstream key.
/// </summary>
public readonly record struct Subject(SubjectKind Kind, string Id)
{
    public static Subject Key(string keyId) => new(SubjectKind.Key, keyId);

    public static Subject User(string organization, string user) => new(SubjectKind.User, $"{organization}/{user}");

    public static Subject Team(string organization, string team) => new(SubjectKind.Team, $"{organization}/{team}");

    public static Subject Organization(string organization) => new(SubjectKind.Organization, organization);

    public static Subject Upstream(string provider, string name) => new(SubjectKind.Upstream, $"{provider}/{name}");

    /// <summary>The word of the kind in JSON, headers and routes: key, user, team, organization, upstream.</summary>
    public string KindName => NameOf(Kind);

    /// <summary>The id as its owner knows it: without the organization in front.</summary>
    public string OwnId => Kind is SubjectKind.User or SubjectKind.Team ? Id[(Id.IndexOf('/', StringComparison.Ordinal) + 1)..] : Id;

    public static string NameOf(SubjectKind kind) => kind switch
    {
        SubjectKind.Key => "key",
        SubjectKind.User => "user",
        SubjectKind.Team => "team",
        SubjectKind.Organization => "organization",
        SubjectKind.Upstream => "upstream",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Reads <c>kind:id</c>, as <see cref="ToString"/> writes it.</summary>
    public static bool TryParse(string? text, out Subject subject)
    {
        foreach (var kind in Enum.GetValues<SubjectKind>())
        {
            var name = NameOf(kind);
            if (text is null || text.Length <= name.Length + 1 || text[name.Length] != ':' || !text.StartsWith(name, StringComparison.Ordinal)) continue;
            subject = new(kind, text[(name.Length + 1)..]);
            return true;
        }

        subject = default;
        return false;
    }

    public override string ToString() => $"{KindName}:{Id}";
}
