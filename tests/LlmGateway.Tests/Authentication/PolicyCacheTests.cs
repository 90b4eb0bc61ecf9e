using LlmGateway.Authentication;
using LlmGateway.Database;
using LlmGateway.Metering;
using Microsoft.EntityFrameworkCore;

namespace LlmGateway.Tests.Authentication;

/// <summary>From a presented key to its policies, and what memory does for it.</summary>
public sealed class PolicyCacheTests : IAsyncLifetime
{
    private PolicyStage _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await PolicyStage.StartAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task A_key_comes_with_everything_that_its_calls_are_decided_on()
    {
        await _stage.AddAsync(_stage.Team("t"), _stage.User("u", "pro", "t"));
        await _stage.AddAsync(_stage.Limits(Subject.Organization("default"), 1), _stage.Limits(Subject.Team("default", "t"), 2), _stage.Limits(Subject.User("default", "u"), 3));
        var (id, secret) = await _stage.KeyAsync(key =>
        {
            key.UserId = "u";
            key.MayNameUsers = true;
            key.OperationType = "script_generation";
            key.AllowedModels = """["gpt-4o","gpt-5*"]""";
            key.UnknownObjects = "allow";
        });
        await _stage.AddAsync(_stage.Limits(Subject.Key(id), 4));
        await _stage.ChangeAsync<KeyEntity>(Subject.Key(id), _ => { }, id);

        var key = await _stage.KeyOfAsync(secret);
        Assert.Equal((id, "test", true, OperationType.ScriptGeneration, true, true, false), (key.Id, key.Name, key.MayNameUsers, key.OperationType!.Value, key.AllowUnknownObjects, key.IsActive, key.IsRevoked));
        Assert.Equal(["gpt-4o", "gpt-5*"], key.AllowedModels);
        Assert.Empty(key.AllowedOperations);
        Assert.Equal((1, 2, 3, 4), (key.Organization.Limits!.MonthlyTokenLimit, key.Team!.Limits!.MonthlyTokenLimit, key.User!.Limits!.MonthlyTokenLimit, key.Limits!.MonthlyTokenLimit));
        Assert.Equal(("u", "pro", 10_000_000, "t"), (key.User.Id, key.User.Tier, key.User.TierLimits.MonthlyTokenLimit, key.User.Team!.Id));
        Assert.Equal(("default", "UTC", "free", true), (key.Organization.Id, key.Organization.Zone.Id, key.Organization.DefaultTier, key.Organization.IsOnly));
        Assert.True(key.LimitsVersion > 0);
    }

    [Fact]
    public async Task A_keys_own_team_comes_before_its_users()
    {
        await _stage.AddAsync(_stage.Team("own"), _stage.Team("users"), _stage.User("u", team: "users"));
        var (_, secret) = await _stage.KeyAsync(key => (key.UserId, key.TeamId) = ("u", "own"));
        var key = await _stage.KeyOfAsync(secret);
        Assert.Equal(("own", "users"), (key.Team!.Id, key.User!.Team!.Id));
    }

    [Fact]
    public async Task A_known_key_is_answered_without_asking_the_database()
    {
        var (_, secret) = await _stage.KeyAsync();
        await _stage.FindAsync(secret);
        var before = _stage.Contexts.Questions;
        for (var calls = 0; calls < 100; calls++) await _stage.KeyOfAsync(secret);
        Assert.Equal(before, _stage.Contexts.Questions);
    }

    [Fact]
    public async Task A_known_key_costs_no_memory()
    {
        await _stage.AddAsync(_stage.User("u"));
        var (_, secret) = await _stage.KeyAsync(key => (key.UserId, key.MayNameUsers) = ("u", true));
        var organization = (await _stage.KeyOfAsync(secret)).Organization;
        Assert.NotNull((await _stage.Cache.UserAsync(organization, "named", default)).User);
        for (var calls = 0; calls < 1000; calls++) Assert.True(Ask() && AskUser()); // Until the code is compiled for good.
        var before = GC.GetAllocatedBytesForCurrentThread();
        var isRight = true;
        for (var calls = 0; calls < 1000; calls++) isRight &= Ask() && AskUser();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(isRight);

        bool Ask() => AtOnce(_stage.Cache.FindKeyAsync(secret, default)) is KeyLookup.Found;
        bool AskUser() => AtOnce(_stage.Cache.UserAsync(organization, "named", default)).User is not null && ReferenceEquals(_stage.Cache.Upstream("p", "default"), UpstreamPolicy.None);
        static T AtOnce<T>(ValueTask<T> answer) => answer.IsCompletedSuccessfully ? answer.Result : throw new InvalidOperationException("The answer was not in memory.");
    }

    [Fact]
    public async Task Junk_is_refused_without_asking_the_database()
    {
        var before = _stage.Contexts.Questions;
        foreach (var junk in (string[])["", "junk", "' OR 1=1; --", "lgw_0123456789_0123456789012345678901234567890123456789012_000000", new string('x', 100_000)])
        {
            Assert.IsType<KeyLookup.Unknown>(await _stage.FindAsync(junk));
        }

        Assert.Equal(before, _stage.Contexts.Questions);
    }

    [Fact]
    public async Task A_well_formed_key_that_nobody_issued_is_asked_for_once_in_ten_seconds()
    {
        var invented = KeyFormat.Generate();
        Assert.IsType<KeyLookup.Unknown>(await _stage.FindAsync(invented));
        var before = _stage.Contexts.Questions;
        _stage.Time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.IsType<KeyLookup.Unknown>(await _stage.FindAsync(invented));
        Assert.Equal(before, _stage.Contexts.Questions);
        _stage.Time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.IsType<KeyLookup.Unknown>(await _stage.FindAsync(invented));
        Assert.Equal(before + 1, _stage.Contexts.Questions);
    }

    [Fact]
    public async Task Many_calls_that_wait_for_one_key_ask_once()
    {
        var (_, secret) = await _stage.KeyAsync();
        await using var other = await _stage.AnotherAsync();
        var gate = new TaskCompletionSource();
        other.Contexts.Gate = gate.Task;
        var before = other.Contexts.Questions;
        var calls = Enumerable.Range(0, 200).Select(_ => Task.Run(async () => await other.FindAsync(secret))).ToArray();
        while (other.Contexts.Questions == before) await Task.Yield();
        gate.SetResult();
        Assert.All(await Task.WhenAll(calls), answer => Assert.IsType<KeyLookup.Found>(answer));
        Assert.Equal(3, other.Contexts.Questions - before); // The secret, the key, its organization.
    }

    [Fact]
    public async Task Keys_of_one_organization_read_it_once()
    {
        var secrets = new List<string>();
        for (var number = 0; number < 50; number++) secrets.Add((await _stage.KeyAsync()).Secret);
        await using var other = await _stage.AnotherAsync();
        var before = other.Contexts.Questions;
        await Task.WhenAll(secrets.Select(secret => other.KeyOfAsync(secret)));
        Assert.Equal(2 * 50 + 1, other.Contexts.Questions - before);
    }

    [Fact]
    public async Task A_replaced_secret_ends_and_a_new_one_begins()
    {
        var (id, old) = await _stage.KeyAsync();
        await _stage.KeyOfAsync(old);
        var fresh = await RotateAsync(id, TimeSpan.Zero);
        Assert.IsType<KeyLookup.Unknown>(await _stage.FindAsync(old));
        Assert.Equal(id, (await _stage.KeyOfAsync(fresh)).Id);
    }

    [Fact]
    public async Task A_secret_in_its_grace_works_until_then()
    {
        var (id, old) = await _stage.KeyAsync();
        await _stage.KeyOfAsync(old);
        var fresh = await RotateAsync(id, TimeSpan.FromHours(1));
        Assert.Equal(_stage.Time.GetUtcNow().AddHours(1), (await _stage.KeyOfAsync(old)).ExpiresAt);
        Assert.Null((await _stage.KeyOfAsync(fresh)).ExpiresAt);
    }

    [Fact]
    public async Task A_grace_does_not_outlive_the_key()
    {
        var (id, old) = await _stage.KeyAsync(key => key.ExpiresAt = _stage.Time.GetUtcNow().AddMinutes(1));
        await RotateAsync(id, TimeSpan.FromHours(1));
        Assert.Equal(_stage.Time.GetUtcNow().AddMinutes(1), (await _stage.KeyOfAsync(old)).ExpiresAt);
    }

    [Fact]
    public async Task Keys_made_under_an_older_pepper_go_on()
    {
        var old = Convert.ToBase64String(Enumerable.Range(0, 32).Select(number => (byte)(number * 7)).ToArray());
        var (id, secret) = await _stage.KeyAsync();
        await using var later = await _stage.AnotherAsync(new() { ["Keys:Pepper"] = Convert.ToBase64String(new byte[32]), ["Keys:PreviousPeppers:0"] = old });
        Assert.Equal(id, (await later.KeyOfAsync(secret)).Id);
        Assert.Equal(id, (await later.KeyOfAsync(secret)).Id);
        await using var without = await _stage.AnotherAsync(new() { ["Keys:Pepper"] = Convert.ToBase64String(new byte[32]) });
        Assert.IsType<KeyLookup.Unknown>(await without.FindAsync(secret));
    }

    [Fact]
    public async Task While_the_database_is_away_known_keys_go_on_for_a_day_and_unknown_ones_cannot_be_told()
    {
        var (_, known) = await _stage.KeyAsync();
        var (_, unknown) = await _stage.KeyAsync();
        var organization = (await _stage.KeyOfAsync(known)).Organization;
        _stage.Contexts.IsAway = true;
        Assert.IsType<KeyLookup.Unavailable>(await _stage.FindAsync(unknown));
        Assert.Equal(default, await _stage.Cache.UserAsync(organization, "somebody", default));

        // After one failure nobody asks any more but the watch.
        var before = _stage.Contexts.Questions;
        for (var calls = 0; calls < 100; calls++) Assert.IsType<KeyLookup.Unavailable>(await _stage.FindAsync(KeyFormat.Generate()));
        Assert.Equal(before, _stage.Contexts.Questions);

        _stage.Time.Advance(TimeSpan.FromHours(23.9));
        await _stage.LookAsync();
        await _stage.KeyOfAsync(known);
        _stage.Time.Advance(TimeSpan.FromHours(0.2));
        Assert.IsType<KeyLookup.Unavailable>(await _stage.FindAsync(known));

        _stage.Contexts.IsAway = false;
        await _stage.LookAsync();
        await _stage.KeyOfAsync(known);
        await _stage.KeyOfAsync(unknown);
    }

    [Fact]
    public async Task A_gateway_that_starts_without_a_database_knows_nobody_until_there_is_one()
    {
        var (_, secret) = await _stage.KeyAsync();
        await using var starting = await _stage.AnotherAsync(isAway: true);
        Assert.False(starting.Cache.IsLoaded);
        Assert.IsType<KeyLookup.Unavailable>(await starting.FindAsync(secret));
        starting.Contexts.IsAway = false;
        await starting.LookAsync();
        Assert.True(starting.Cache.IsLoaded);
        await starting.KeyOfAsync(secret);
    }

    [Fact]
    public async Task What_was_edited_behind_our_back_is_noticed_after_a_minute_of_use()
    {
        var (id, secret) = await _stage.KeyAsync();
        await _stage.KeyOfAsync(secret);
        await using (var context = _stage.Contexts.CreateDbContext()) await context.Keys.Where(key => key.Id == id).ExecuteUpdateAsync(row => row.SetProperty(key => key.Name, "edited"));
        _stage.Time.Advance(TimeSpan.FromSeconds(59));
        await _stage.KeyOfAsync(secret);
        await _stage.LookAsync();
        Assert.Equal("test", (await _stage.KeyOfAsync(secret)).Name);
        _stage.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("test", (await _stage.KeyOfAsync(secret)).Name);
        await _stage.LookAsync();
        Assert.Equal("edited", (await _stage.KeyOfAsync(secret)).Name);
    }

    [Fact]
    public async Task A_memory_that_is_full_lets_go_of_what_was_not_used_for_longest()
    {
        await using var small = await PolicyStage.StartAsync(new() { ["Keys:MemoryCapacity"] = "100" });
        var secrets = new List<string>();
        for (var number = 0; number < 150; number++)
        {
            small.Time.Advance(TimeSpan.FromSeconds(2));
            secrets.Add((await small.KeyAsync()).Secret);
            await small.KeyOfAsync(secrets[^1]);
            await small.KeyOfAsync(secrets[0]);
        }

        Assert.InRange(small.Graph.Slots.Count, 50, 100);
        Assert.InRange(small.Graph.Keys.Count, 50, 100);
        var before = small.Contexts.Questions;
        await small.KeyOfAsync(secrets[0]);
        await small.KeyOfAsync(secrets[^1]);
        Assert.Equal(before, small.Contexts.Questions);
        await small.KeyOfAsync(secrets[1]);
        Assert.True(small.Contexts.Questions > before);
    }

    [Fact]
    public async Task What_was_let_go_and_comes_back_follows_changes_again()
    {
        await using var small = await PolicyStage.StartAsync(new() { ["Keys:MemoryCapacity"] = "100" });
        var (id, secret) = await small.KeyAsync();
        await small.KeyOfAsync(secret);
        for (var number = 0; number < 150; number++) await small.KeyOfAsync((await small.KeyAsync()).Secret);
        await small.ChangeAsync<KeyEntity>(Subject.Key(id), key => key.Name = "changed", id);
        Assert.Equal("changed", (await small.KeyOfAsync(secret)).Name);
        await small.ChangeAsync<KeyEntity>(Subject.Key(id), key => key.Name = "again", id);
        Assert.Equal("again", (await small.KeyOfAsync(secret)).Name);
    }

    /// <summary>Keys that are alike up to any character, the first or the last: none may be answered with another's policies.</summary>
    [Fact]
    public async Task Keys_that_differ_in_one_character_are_never_confused()
    {
        var (id, secret) = await _stage.KeyAsync();
        var twins = new Dictionary<string, string> { [secret] = id };
        foreach (var place in Enumerable.Range(4, 10).Concat(Enumerable.Range(15, 43)))
        {
            var twin = string.Concat(secret.AsSpan(0, place), secret[place] == 'x' ? "y" : "x", secret.AsSpan(place + 1, 58 - place - 1));
            twin += $"_{Base62(Crc32.Of(twin))}";
            Assert.True(KeyFormat.IsValid(twin));
            Assert.IsType<KeyLookup.Unknown>(await _stage.FindAsync(twin));
            _stage.Time.Advance(TimeSpan.FromSeconds(10));
            twins[twin] = await IssueAsync(twin);
        }

        foreach (var (key, expected) in twins.Concat(twins)) Assert.Equal(expected, (await _stage.KeyOfAsync(key)).Id);

        static string Base62(uint crc)
        {
            var text = "";
            for (var digits = 0; digits < 6; digits++, crc /= 62) text = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[(int)(crc % 62)] + text;
            return text;
        }
    }

    private Task<string> IssueAsync(string secret) => _stage.ChangeAsync(change =>
    {
        var id = Ids.New(Ids.Key, _stage.Time);
        change.Context.Add(new KeyEntity { Id = id, OrganizationId = "default", Name = "twin", CreatedAt = change.Now, UpdatedAt = change.Now, Version = change.Touch(Subject.Key(id)) });
        change.Context.Add(new KeySecretEntity { Hash = _stage.Hashes.Of(secret).ToString(), KeyId = id, LastFour = secret[^4..], CreatedAt = change.Now });
        return Task.FromResult(id);
    });

    private Task<string> RotateAsync(string id, TimeSpan grace) => _stage.ChangeAsync(async change =>
    {
        await LlmGateway.Admin.KeySecrets.RetireAsync(change, id, grace);
        var key = await change.Context.Keys.SingleAsync(row => row.Id == id);
        key.Version = change.Touch(Subject.Key(id));
        return LlmGateway.Admin.KeySecrets.New(id, change, _stage.Hashes).Key;
    });
}
