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
    public Task<KeySecretEntity?> FindSecretAsync(IReadOnlyList<string> hashes) => database.AskAsync(context =>
        context.KeySecrets.AsNoTracking().FirstOrDefaultAsync(secret => hashes.Contains(secret.Hash)));

    public Task<IReadOnlyList<KeyRows>> KeysAsync(IReadOnlyCollection<string> ids) => database.AskAsync<IReadOnlyList<KeyRows>>(async context =>
    {
        var keys = await context.Keys.AsNoTracking().Where(key => ids.Contains(key.Id)).ToListAsync();
        var limits = await LimitsAsync(context, SubjectKind.Key, ids);
        var secrets = await context.KeySecrets.AsNoTracking().Where(secret => ids.Contains(secret.KeyId)).ToListAsync();
        var secretsOf = secrets.ToLookup(secret => secret.KeyId, secret => new SecretRow(secret.Hash, secret.ExpiresAt));
        return [.. keys.Select(key => new KeyRows(
            key.Id, key.OrganizationId, key.UserId, key.TeamId, Terms(key), limits.GetValueOrDefault(key.Id),
            [.. secretsOf[key.Id].OrderBy(secret => secret.Hash, StringComparer.Ordinal)], key.Version))];
    });

    /// <summary>Also answers for users without a row.</summary>
    public Task<IReadOnlyList<UserRows>> UsersAsync(IReadOnlyCollection<Owned> users) => database.AskAsync<IReadOnlyList<UserRows>>(async context =>
    {
        var read = new List<UserRows>(users.Count);
        foreach (var (organization, ids) in ByOrganization(users))
        {
            var rows = await context.Users.AsNoTracking().Where(user => user.OrganizationId == organization && ids.Contains(user.Id)).ToDictionaryAsync(user => user.Id);
            var limits = await LimitsAsync(context, SubjectKind.User, [.. ids.Select(id => Subject.User(organization, id).Id)]);
            read.AddRange(ids.Select(id => rows.TryGetValue(id, out var user)
                ? new UserRows(organization, id, user.Tier, user.TeamId, user.IsActive, limits.GetValueOrDefault(Subject.User(organization, id).Id), user.Version)
                : UserRows.Unwritten(new(organization, id))));
        }

        return read;
    });

    public Task<IReadOnlyList<TeamRows>> TeamsAsync(IReadOnlyCollection<Owned> teams) => database.AskAsync<IReadOnlyList<TeamRows>>(async context =>
    {
        var read = new List<TeamRows>(teams.Count);
        foreach (var (organization, ids) in ByOrganization(teams))
        {
            var rows = await context.Teams.AsNoTracking().Where(team => team.OrganizationId == organization && ids.Contains(team.Id)).ToListAsync();
            var limits = await LimitsAsync(context, SubjectKind.Team, [.. ids.Select(id => Subject.Team(organization, id).Id)]);
            read.AddRange(rows.Select(team => new TeamRows(organization, team.Id, team.IsActive, limits.GetValueOrDefault(Subject.Team(organization, team.Id).Id), team.Version)));
        }

        return read;
    });

    public Task<IReadOnlyList<OrganizationRows>> OrganizationsAsync(IReadOnlyCollection<string> ids) => database.AskAsync<IReadOnlyList<OrganizationRows>>(async context =>
    {
        var rows = await context.Organizations.AsNoTracking().Where(organization => ids.Contains(organization.Id)).ToListAsync();
        var limits = await LimitsAsync(context, SubjectKind.Organization, ids);
        return [.. rows.Select(row => new OrganizationRows(
            row.Id, row.TimeZone, row.NextTimeZone, row.NextTimeZoneAt, row.DefaultTier, row.IsActive, limits.GetValueOrDefault(row.Id), row.Version))];
    });

    public Task<FrozenDictionary<Owned, UpstreamPolicy>> UpstreamsAsync() => database.AskAsync(async context =>
    {
        var kind = Subject.NameOf(SubjectKind.Upstream);
        var rows = await context.Limits.AsNoTracking().Where(row => row.SubjectKind == kind).ToListAsync();
        return rows.ToFrozenDictionary(row => Owned.Of(row.SubjectId), row => new UpstreamPolicy(row.ToLimits(), row.Version));
    });

    public Task<bool> HasOneOrganizationAsync() => database.AskAsync(async context =>
        await context.Organizations.Select(organization => organization.Id).Take(2).CountAsync() == 1);

    public Task<int> CountUsersAsync(string organization) => database.AskAsync(context =>
        context.Users.CountAsync(user => user.OrganizationId == organization));

    private static IEnumerable<(string Organization, List<string> Ids)> ByOrganization(IEnumerable<Owned> subjects) =>
        subjects.GroupBy(subject => subject.Organization, subject => subject.Id).Select(group => (group.Key, group.ToList()));

    private static async Task<Dictionary<string, SubjectLimits>> LimitsAsync(GatewayContext context, SubjectKind kind, IReadOnlyCollection<string> ids)
    {
        var kindName = Subject.NameOf(kind);
        var rows = await context.Limits.AsNoTracking().Where(row => row.SubjectKind == kindName && ids.Contains(row.SubjectId)).ToListAsync();
        return rows.ToDictionary(row => row.SubjectId, row => row.ToLimits());
    }

    private static KeyTerms Terms(KeyEntity key) => new(
        key.Name, key.MayNameUsers, OperationTypes.TryParse(key.OperationType, out var type) ? type : null, key.AllowedModels, key.AllowedOperations,
        key.UnknownObjects == "allow", key.ExpiresAt, key.RevokedAt is not null, key.IsActive);
}
