using LlmGateway.Authentication;
using LlmGateway.Database;
using LlmGateway.Metering;

namespace LlmGateway.Tests.Authentication;

/// <summary>Users that calls name: known ones, new ones, and one too many.</summary>
public sealed class NamedUserTests : IAsyncLifetime
{
    private PolicyStage _stage = null!;
    private OrganizationPolicy _organization = null!;

    public async ValueTask InitializeAsync()
    {
        _stage = await PolicyStage.StartAsync();
        _organization = (await _stage.KeyOfAsync((await _stage.KeyAsync()).Secret)).Organization;
    }

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task A_user_whom_nobody_created_has_the_organizations_default_tier()
    {
        var user = await UserAsync("bob");
        Assert.Equal(("bob", "free", null, true, null), (user.Id, user.Tier, user.Limits, user.IsActive, user.Team));
        await _stage.ChangeAsync<OrganizationEntity>(Subject.Organization("default"), organization => organization.DefaultTier = "pro", "default");
        Assert.Equal("pro", (await UserAsync("bob")).Tier);
        Assert.True((await UserAsync("bob")).LimitsVersion > user.LimitsVersion);
    }

    [Fact]
    public async Task A_user_who_is_created_later_is_that_one()
    {
        await UserAsync("bob");
        await _stage.ChangeAsync(change =>
        {
            var bob = _stage.User("bob", "enterprise");
            bob.Version = change.Touch(Subject.User("default", "bob"));
            change.Context.Add(bob);
            return Task.FromResult(true);
        });
        Assert.Equal("enterprise", (await UserAsync("bob")).Tier);
    }

    [Fact]
    public async Task A_known_user_comes_with_tier_team_and_limits()
    {
        await _stage.AddAsync(_stage.Team("t"), _stage.User("alice", "pro", "t"), _stage.Limits(Subject.User("default", "alice"), 9));
        var alice = await UserAsync("alice");
        Assert.Equal(("pro", "t", 9), (alice.Tier, alice.Team!.Id, alice.Limits!.MonthlyTokenLimit));
        await _stage.ChangeAsync<UserEntity>(Subject.User("default", "alice"), user => user.IsActive = false, "default", "alice");
        Assert.False((await UserAsync("alice")).IsActive);
    }

    [Fact]
    public async Task The_same_name_in_two_organizations_is_two_users()
    {
        await _stage.AddAsync(_stage.Organization("acme"), _stage.User("alice", "pro"), _stage.User("alice", "enterprise", organization: "acme"));
        var acme = (await _stage.KeyOfAsync((await _stage.KeyAsync(key => key.OrganizationId = "acme")).Secret)).Organization;
        Assert.Equal("pro", (await UserAsync("alice")).Tier);
        Assert.Equal("enterprise", (await _stage.Cache.UserAsync(acme, "alice", default)).User!.Tier);
    }

    [Fact]
    public async Task A_user_is_asked_for_once()
    {
        await UserAsync("bob");
        var before = _stage.Contexts.Questions;
        for (var calls = 0; calls < 100; calls++) await UserAsync("bob");
        Assert.Equal(before, _stage.Contexts.Questions);
    }

    [Fact]
    public async Task An_organization_has_at_most_a_hundred_thousand_users()
    {
        await using (var context = _stage.Contexts.CreateDbContext())
        {
            await Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.ExecuteSqlRawAsync(context.Database, """
                WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 99998)
                INSERT INTO users (organization_id, id, tier, is_active, version, created_at, updated_at) SELECT 'default', 'user-' || n, 'free', 1, 0, 0, 0 FROM numbers
                """);
        }

        await UserAsync("one");
        await UserAsync("two");
        Assert.Equal(new UserLookup(null, IsFull: true), await _stage.Cache.UserAsync(_organization, "three", default));
        await UserAsync("one");
        await UserAsync("user-99998");
        Assert.Equal(new UserLookup(null, IsFull: true), await _stage.Cache.UserAsync(_organization, "three", default));

        // Two who never got a row make room again, once they are counted anew.
        _stage.Graph.Clear();
        _stage.Time.Advance(TimeSpan.FromMinutes(2));
        await UserAsync("three");
    }

    private async Task<UserPolicy> UserAsync(string name)
    {
        var user = (await _stage.Cache.UserAsync(_organization, name, default)).User;
        Assert.NotNull(user);
        return user;
    }
}
