using LlmGateway.Authentication;
using LlmGateway.Database;
using LlmGateway.Metering;
using Microsoft.EntityFrameworkCore;

namespace LlmGateway.Tests.Authentication;

/// <summary>How changes of policies come into force: here when they are made, elsewhere by their numbers.</summary>
public sealed class PolicyChangeTests : IAsyncLifetime
{
    private PolicyStage _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await PolicyStage.StartAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task A_change_is_in_force_when_it_is_made()
    {
        await _stage.AddAsync(_stage.Team("t"), _stage.User("u", team: "t"));
        var (id, secret) = await _stage.KeyAsync(key => key.UserId = "u");
        await _stage.KeyOfAsync(secret);

        await _stage.ChangeAsync<KeyEntity>(Subject.Key(id), key => key.IsActive = false, id);
        Assert.False((await _stage.KeyOfAsync(secret)).IsActive);
        await _stage.ChangeAsync<UserEntity>(Subject.User("default", "u"), user => user.Tier = "pro", "default", "u");
        Assert.Equal("pro", (await _stage.KeyOfAsync(secret)).User!.Tier);
        await _stage.ChangeAsync<TeamEntity>(Subject.Team("default", "t"), team => team.IsActive = false, "default", "t");
        Assert.False((await _stage.KeyOfAsync(secret)).Team!.IsActive);
        await _stage.ChangeAsync<OrganizationEntity>(Subject.Organization("default"), organization => organization.IsActive = false, "default");
        Assert.False((await _stage.KeyOfAsync(secret)).Organization.IsActive);
        await _stage.ChangeAsync<KeyEntity>(Subject.Key(id), key => key.RevokedAt = _stage.Time.GetUtcNow(), id);
        Assert.True((await _stage.KeyOfAsync(secret)).IsRevoked);
    }

    [Fact]
    public async Task A_changed_organization_is_read_once_however_many_keys_hang_below_it()
    {
        var secrets = new List<string>();
        for (var number = 0; number < 50; number++) secrets.Add((await _stage.KeyAsync()).Secret);
        foreach (var secret in secrets) await _stage.KeyOfAsync(secret);
        await using var other = await _stage.AnotherAsync();
        foreach (var secret in secrets) await other.KeyOfAsync(secret);
        await _stage.ChangeAsync<OrganizationEntity>(Subject.Organization("default"), organization => organization.DefaultTier = "pro", "default");
        var before = other.Contexts.Questions;
        await other.LookAsync();
        foreach (var secret in secrets) Assert.Equal("pro", (await other.KeyOfAsync(secret)).Organization.DefaultTier);
        Assert.InRange(other.Contexts.Questions - before, 1, 4);
    }

    [Fact]
    public async Task Another_gateway_follows_within_half_a_second()
    {
        var (id, secret) = await _stage.KeyAsync();
        await using var other = await _stage.AnotherAsync();
        await using var watch = await other.WatchAsync();
        Assert.False((await other.KeyOfAsync(secret)).IsRevoked);
        await _stage.ChangeAsync<KeyEntity>(Subject.Key(id), key => key.RevokedAt = _stage.Time.GetUtcNow(), id);
        Assert.False((await other.KeyOfAsync(secret)).IsRevoked);
        _stage.Time.Advance(TimeSpan.FromMilliseconds(500));
        while (!(await other.KeyOfAsync(secret)).IsRevoked) await Task.Yield();
    }

    [Fact]
    public async Task Another_gateway_that_is_told_follows_at_once()
    {
        var (id, secret) = await _stage.KeyAsync();
        await using var other = await _stage.AnotherAsync();
        await other.KeyOfAsync(secret);
        await _stage.ChangeAsync<KeyEntity>(Subject.Key(id), key => key.IsActive = false, id);
        await other.Cache.CatchUpAsync(_stage.Cache.Version);
        Assert.False((await other.KeyOfAsync(secret)).IsActive);
        var before = other.Contexts.Questions;
        await other.Cache.CatchUpAsync(_stage.Cache.Version);
        Assert.Equal(before, other.Contexts.Questions);
    }

    [Fact]
    public async Task Only_what_changed_is_read_again()
    {
        var (id, changed) = await _stage.KeyAsync();
        var (_, same) = await _stage.KeyAsync();
        await _stage.KeyOfAsync(changed);
        await _stage.KeyOfAsync(same);
        var before = _stage.Contexts.Questions;
        await _stage.ChangeAsync<KeyEntity>(Subject.Key(id), key => key.Name = "new", id);
        var questions = _stage.Contexts.Questions;
        Assert.Equal(3, questions - before); // The change itself, what changed, and the key.
        await _stage.KeyOfAsync(same);
        Assert.Equal("new", (await _stage.KeyOfAsync(changed)).Name);
        Assert.Equal(questions, _stage.Contexts.Questions);
    }

    [Fact]
    public async Task More_changes_than_one_reading_takes_all_come_into_force()
    {
        var (id, secret) = await _stage.KeyAsync();
        await using var other = await _stage.AnotherAsync();
        await other.KeyOfAsync(secret);
        await _stage.ChangeAsync(async change =>
        {
            for (var number = 0; number < 2500; number++) change.Touch(Subject.Organization("default"));
            var row = await change.Context.Keys.SingleAsync(key => key.Id == id);
            (row.Name, row.Version) = ("last", change.Touch(Subject.Key(id)));
            return true;
        });
        await other.LookAsync();
        Assert.Equal("last", (await other.KeyOfAsync(secret)).Name);
        Assert.Equal(_stage.Cache.Version, other.Cache.Version);
    }

    [Fact]
    public async Task A_change_that_comes_while_a_key_is_being_read_is_not_lost()
    {
        var (id, secret) = await _stage.KeyAsync();
        await using var other = await _stage.AnotherAsync();
        for (var round = 0; round < 20; round++)
        {
            other.Graph.Clear();
            var reading = Task.Run(() => other.KeyOfAsync(secret));
            var name = $"round {round}";
            await _stage.ChangeAsync<KeyEntity>(Subject.Key(id), key => key.Name = name, id);
            await other.LookAsync();
            await reading;
            Assert.Equal(name, (await other.KeyOfAsync(secret)).Name);
        }
    }

    [Fact]
    public async Task A_second_organization_is_noticed_by_the_first()
    {
        var (_, secret) = await _stage.KeyAsync();
        Assert.True((await _stage.KeyOfAsync(secret)).Organization.IsOnly);
        await _stage.AddAsync(_stage.Organization("acme"));
        Assert.False((await _stage.KeyOfAsync(secret)).Organization.IsOnly);
    }

    [Fact]
    public async Task A_new_time_zone_comes_into_force_at_its_instant()
    {
        var (_, secret) = await _stage.KeyAsync();
        await _stage.ChangeAsync<OrganizationEntity>(Subject.Organization("default"), organization => (organization.NextTimeZone, organization.NextTimeZoneAt) = ("Asia/Tokyo", _stage.Time.GetUtcNow().AddMinutes(1)), "default");
        Assert.Equal("UTC", (await _stage.KeyOfAsync(secret)).Organization.Zone.Id);
        _stage.Time.Advance(TimeSpan.FromMinutes(1));
        await _stage.LookAsync();
        Assert.Equal("Asia/Tokyo", (await _stage.KeyOfAsync(secret)).Organization.Zone.Id);
    }

    [Fact]
    public async Task Limits_of_upstream_keys_are_there_from_the_start_and_follow_changes()
    {
        var subject = Subject.Upstream("p", "default");
        Assert.Equal(UpstreamPolicy.None, _stage.Cache.Upstream("p", "default"));
        await _stage.ChangeAsync(change =>
        {
            var limits = _stage.Limits(subject, 7);
            limits.Version = change.Touch(subject);
            change.Context.Add(limits);
            return Task.FromResult(true);
        });
        Assert.Equal(7, _stage.Cache.Upstream("p", "default").Limits!.MonthlyTokenLimit);
        Assert.Equal(_stage.Cache.Version, _stage.Cache.Upstream("p", "default").LimitsVersion);
        await using var other = await _stage.AnotherAsync();
        Assert.Equal(7, other.Cache.Upstream("p", "default").Limits!.MonthlyTokenLimit);
        await _stage.ChangeAsync<LimitsEntity>(subject, limits => limits.MonthlyTokenLimit = 8, "upstream", "p/default");
        await other.LookAsync();
        Assert.Equal(8, other.Cache.Upstream("p", "default").Limits!.MonthlyTokenLimit);
        Assert.Equal(UpstreamPolicy.None, other.Cache.Upstream("p", "other"));
    }

    [Fact]
    public async Task A_tier_that_changes_in_its_file_changes_its_users()
    {
        await _stage.AddAsync(_stage.User("u"));
        var (_, secret) = await _stage.KeyAsync(key => key.UserId = "u");
        await _stage.KeyOfAsync(secret);
        _stage.Tiers.Set("free", new() { MonthlyTokenLimit = 5 });
        Assert.Equal(5, (await _stage.KeyOfAsync(secret)).User!.TierLimits.MonthlyTokenLimit);
        _stage.Tiers.Set("free", null);
        Assert.IsType<KeyLookup.Unavailable>(await _stage.FindAsync(secret)); // A limit that nobody knows is not "no limit".
    }

    [Fact]
    public async Task The_version_of_a_subject_grows_with_every_change_of_it()
    {
        await _stage.AddAsync(_stage.User("u"));
        var (_, secret) = await _stage.KeyAsync(key => key.UserId = "u");
        var before = await _stage.KeyOfAsync(secret);
        await _stage.ChangeAsync<UserEntity>(Subject.User("default", "u"), user => user.Tier = "pro", "default", "u");
        var after = await _stage.KeyOfAsync(secret);
        Assert.True(after.User!.LimitsVersion > before.User!.LimitsVersion);
        Assert.Equal(before.LimitsVersion, after.LimitsVersion);
        Assert.Equal(_stage.Cache.Version, after.User.LimitsVersion);
    }

    [Fact]
    public async Task A_history_that_is_another_one_is_read_anew()
    {
        var (id, secret) = await _stage.KeyAsync();
        await _stage.KeyOfAsync(secret);
        for (var changes = 0; changes < 5; changes++) await _stage.ChangeAsync<KeyEntity>(Subject.Key(id), key => key.Name += "!", id);
        await using (var context = _stage.Contexts.CreateDbContext())
        {
            // As a backup of some time ago would say it.
            await context.PolicyChanges.Where(change => change.Version > 1).ExecuteDeleteAsync();
            await context.Keys.Where(key => key.Id == id).ExecuteUpdateAsync(row => row.SetProperty(key => key.Name, "restored").SetProperty(key => key.Version, 1));
        }

        await _stage.LookAsync();
        Assert.Equal("restored", (await _stage.KeyOfAsync(secret)).Name);
        Assert.Equal(1, _stage.Cache.Version);
    }

    [Fact]
    public async Task Under_changes_reads_and_evictions_at_once_every_change_is_seen_when_it_is_made()
    {
        await using var small = await PolicyStage.StartAsync(new() { ["Keys:MemoryCapacity"] = "100" });
        await small.AddAsync(small.User("u"));
        var keys = new List<(string Id, string Secret)>();
        for (var number = 0; number < 150; number++) keys.Add(await small.KeyAsync(key => key.UserId = number % 3 == 0 ? "u" : null));
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 4).Select(seed => Task.Run(async () =>
        {
            var random = new Random(seed);
            while (!done.IsCancellationRequested)
            {
                var (id, secret) = keys[random.Next(keys.Count)];
                small.Time.Advance(TimeSpan.FromTicks(1)); // Where time stands still, what is being read may be what was not used for longest.
                Assert.Equal(id, (await small.KeyOfAsync(secret)).Id);
            }
        })).ToArray();

        var writer = new Random(7);
        for (var change = 0; change < 150; change++)
        {
            var (id, secret) = keys[writer.Next(keys.Count)];
            var name = $"change {change}";
            await small.ChangeAsync<KeyEntity>(Subject.Key(id), key => key.Name = name, id);
            Assert.Equal(name, (await small.KeyOfAsync(secret)).Name);
            if (change % 10 != 0) continue;
            await small.ChangeAsync<UserEntity>(Subject.User("default", "u"), user => user.Name = name, "default", "u");
            Assert.Equal(small.Cache.Version, (await small.KeyOfAsync(keys[0].Secret)).User!.LimitsVersion);
        }

        await done.CancelAsync();
        await Task.WhenAll(readers);
    }
}
