using System.Collections.Frozen;
using LlmGateway.Database;
using LlmGateway.Metering;
using Microsoft.EntityFrameworkCore;

namespace LlmGateway.Authentication.Policies;

/// <summary>
/// Reads subjects from the tables. Every change of a subject gives its own row the change's number, and the own row is read first: what hangs below it
/// (limits, secrets) is then at least as new as the number says.
/// </summary>
internal sealed class PolicyReader(PolicyDatabase database)
{
    /// <summary>Which stored secret, of which key, has one of these fingerprints; null if none.</summary>
    public Task<KeySecretEntity?> FindSecretAsync(IReadOnlyList<string> hashes) => database.AskAsync((context, cancellation) =>
        context.KeySecrets.AsNoTracking().FirstOrDefaultAsync(secret => hashes.Contains(secret.Hash), cancellation));

    public Task<IReadOnlyList<KeyRows>> KeysAsync(IReadOnlyCollection<string> ids) => database.AskAsync<IReadOnlyList<KeyRows>>(async (context, cancellation) =>
    {
        var keys = await context.Keys.AsNoTracking().Where(key => ids.Contains(key.Id)).ToListAsync(cancellation);
        var limits = await LimitsAsync(context, SubjectKind.Key, ids, cancellation);
        var secrets = await context.KeySecrets.AsNoTracking().Where(secret => ids.Contains(secret.KeyId)).ToListAsync(cancellation);
        var secretsOf = secrets.ToLookup(secret => secret.KeyId, secret => new SecretRow(secret.Hash, secret.ExpiresAt));
        return [.. keys.Select(key => new KeyRows(
            key.Id, key.OrganizationId, key.UserId, key.TeamId, Terms(key), limits.GetValueOrDefault(key.Id),
            [.. secretsOf[key.Id].OrderBy(secret => secret.Hash, StringComparer.Ordinal)], key.Version))];
    });

    /// <summary>Also answers for users without a row.</summary>
    public Task<IReadOnlyList<UserRows>> UsersAsync(IReadOnlyCollection<Owned> users) => database.AskAsync<IReadOnlyList<UserRows>>(async (context, cancellation) =>
    {
        var read = new List<UserRows>(users.Count);
        foreach (var (organization, ids) in ByOrganization(users))
        {
            var rows = await context.Users.AsNoTracking().Where(user => user.OrganizationId == organization && ids.Contains(user.Id)).ToDictionaryAsync(user => user.Id, cancellation);
            var limits = await LimitsAsync(context, SubjectKind.User, [.. ids.Select(id => Subject.User(organization, id).Id)], cancellation);
            read.AddRange(ids.Select(id => rows.TryGetValue(id, out var user)
                ? new UserRows(organization, id, user.Tier, user.TeamId, user.IsActive, limits.GetValueOrDefault(Subject.User(organization, id).Id), user.Version)
                : UserRows.Unwritten(new(organization, id))));
        }

        return read;
    });

    public Task<IReadOnlyList<TeamRows>> TeamsAsync(IReadOnlyCollection<Owned> teams) => database.AskAsync<IReadOnlyList<TeamRows>>(async (context, cancellation) =>
    {
        var read = new List<TeamRows>(teams.Count);
        foreach (var (organization, ids) in ByOrganization(teams))
        {
            var rows = await context.Teams.AsNoTracking().Where(team => team.OrganizationId == organization && ids.Contains(team.Id)).ToListAsync(cancellation);
            var limits = await LimitsAsync(context, SubjectKind.Team, [.. ids.Select(id => Subject.Team(organization, id).Id)], cancellation);
            read.AddRange(rows.Select(team => new TeamRows(organization, team.Id, team.IsActive, limits.GetValueOrDefault(Subject.Team(organization, team.Id).Id), team.Version)));
        }

        return read;
    });

    public Task<IReadOnlyList<OrganizationRows>> OrganizationsAsync(IReadOnlyCollection<string> ids) => database.AskAsync<IReadOnlyList<OrganizationRows>>(async (context, cancellation) =>
    {
        var rows = await context.Organizations.AsNoTracking().Where(organization => ids.Contains(organization.Id)).ToListAsync(cancellation);
        var limits = await LimitsAsync(context, SubjectKind.Organization, ids, cancellation);
        return [.. rows.Select(row => new OrganizationRows(
            row.Id, row.TimeZone, row.NextTimeZone, row.NextTimeZoneAt, row.DefaultTier, row.IsActive, limits.GetValueOrDefault(row.Id), row.Version))];
    });

    public Task<FrozenDictionary<Owned, UpstreamPolicy>> UpstreamsAsync() => database.AskAsync(async (context, cancellation) =>
    {
        var kind = Subject.NameOf(SubjectKind.Upstream);
        var rows = await context.Limits.AsNoTracking().Where(row => row.SubjectKind == kind).ToListAsync(cancellation);
        return rows.ToFrozenDictionary(row => Owned.Of(row.SubjectId), row => new UpstreamPolicy(row.ToLimits(), row.Version));
    });

    public Task<bool> HasOneOrganizationAsync() => database.AskAsync(async (context, cancellation) =>
        await context.Organizations.Select(organization => organization.Id).Take(2).CountAsync(cancellation) == 1);

    public Task<int> CountUsersAsync(string organization) => database.AskAsync((context, cancellation) =>
        context.Users.CountAsync(user => user.OrganizationId == organization, cancellation));

    private static IEnumerable<(string Organization, List<string> Ids)> ByOrganization(IEnumerable<Owned> subjects) =>
        subjects.GroupBy(subject => subject.Organization, subject => subject.Id).Select(group => (group.Key, group.ToList()));

    private static async Task<Dictionary<string, SubjectLimits>> LimitsAsync(GatewayContext context, SubjectKind kind, IReadOnlyCollection<string> ids, CancellationToken cancellation)
    {
        var kindName = Subject.NameOf(kind);
        var rows = await context.Limits.AsNoTracking().Where(row => row.SubjectKind == kindName && ids.Contains(row.SubjectId)).ToListAsync(cancellation);
        return rows.ToDictionary(row => row.SubjectId, row => row.ToLimits());
    }

    private static KeyTerms Terms(KeyEntity key) => new(
        key.Name, key.MayNameUsers, OperationTypes.TryParse(key.OperationType, out var type) ? type : null, key.AllowedModels, key.AllowedOperations,
        key.UnknownObjects == "allow", key.ExpiresAt, key.RevokedAt is not null, key.IsActive);
}
