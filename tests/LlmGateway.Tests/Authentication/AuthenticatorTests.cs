using LlmGateway.Authentication;
using LlmGateway.Database;
using LlmGateway.Metering;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace LlmGateway.Tests.Authentication;

/// <summary>Step 1 of every call: a credential in exactly one place, and what its key, user, team and organization allow.</summary>
public sealed class AuthenticatorTests : IAsyncLifetime
{
    private PolicyStage _stage = null!;

    public async ValueTask InitializeAsync() => _stage = await PolicyStage.StartAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Theory]
    [InlineData("Authorization", "Bearer {0}")]
    [InlineData("Authorization", "bearer  {0} ")]
    [InlineData("x-goog-api-key", "{0}")]
    [InlineData("X-Api-Key", "{0}")]
    [InlineData("?key=", "{0}")]
    public async Task Every_place_where_an_sdk_puts_its_key_is_read(string place, string form)
    {
        var (id, secret) = await _stage.KeyAsync();
        Assert.Equal(id, (await AcceptAsync((place, string.Format(null, form, secret)))).Key.Id);
    }

    [Fact]
    public async Task Two_credentials_are_one_too_many_even_if_they_are_the_same()
    {
        var (_, secret) = await _stage.KeyAsync();
        string[] places = ["Authorization", "x-goog-api-key", "X-Api-Key", "?key="];
        foreach (var first in places)
        {
            foreach (var second in places.Where(place => place != first)) await RefuseAsync(400, "invalid_request", (first, Form(first)), (second, Form(second)));
        }

        await RefuseAsync(400, "invalid_request", ("X-Api-Key", secret), ("X-Api-Key", secret));

        string Form(string place) => place == "Authorization" ? $"Bearer {secret}" : secret;
    }

    [Theory]
    [InlineData("Authorization", "Basic {0}")]
    [InlineData("Authorization", "{0}")]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("api-key", "{0}")]
    [InlineData("Cookie", "key={0}")]
    [InlineData("?api_key=", "{0}")]
    [InlineData("?access_token=", "{0}")]
    [InlineData("X-Api-Key", "")]
    public async Task A_credential_in_a_wrong_place_is_none(string place, string form)
    {
        var (_, secret) = await _stage.KeyAsync();
        var refusal = await RefuseAsync(401, "invalid_api_key", (place, string.Format(null, form, secret)));
        Assert.DoesNotContain(secret, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_and_malformed_keys_are_refused_alike()
    {
        var (_, secret) = await _stage.KeyAsync();
        var unknown = await RefuseAsync(401, "invalid_api_key", ("X-Api-Key", KeyFormat.Generate()));
        foreach (var junk in (string[])[secret[..^1], secret + "x", secret.Replace("lgw_", "sk-_", StringComparison.Ordinal), "'; DROP TABLE keys; --", "\u0001", new string('k', 1_000_000)])
        {
            Assert.Equal(unknown, await RefuseAsync(401, "invalid_api_key", ("X-Api-Key", junk)));
        }
    }

    [Fact]
    public async Task Revoked_and_expired_keys_say_so()
    {
        var (_, expired) = await _stage.KeyAsync(key => key.ExpiresAt = _stage.Time.GetUtcNow());
        await RefuseAsync(401, "key_expired", ("X-Api-Key", expired));
        var (_, revoked) = await _stage.KeyAsync(key => key.RevokedAt = _stage.Time.GetUtcNow());
        await RefuseAsync(401, "key_revoked", ("X-Api-Key", revoked));
        var (_, soon) = await _stage.KeyAsync(key => key.ExpiresAt = _stage.Time.GetUtcNow().AddSeconds(1));
        await AcceptAsync(("X-Api-Key", soon));
        _stage.Time.Advance(TimeSpan.FromSeconds(1));
        await RefuseAsync(401, "key_expired", ("X-Api-Key", soon));
    }

    [Theory]
    [InlineData("key")]
    [InlineData("user")]
    [InlineData("team")]
    [InlineData("organization")]
    public async Task What_is_disabled_blocks_its_calls(string kind)
    {
        await _stage.AddAsync(_stage.Team("t"), _stage.User("u", team: "t"));
        var (id, secret) = await _stage.KeyAsync(key => key.UserId = "u");
        await AcceptAsync(("X-Api-Key", secret));
        await (kind switch
        {
            "key" => _stage.ChangeAsync<KeyEntity>(Subject.Key(id), row => row.IsActive = false, id),
            "user" => _stage.ChangeAsync<UserEntity>(Subject.User("default", "u"), row => row.IsActive = false, "default", "u"),
            "team" => _stage.ChangeAsync<TeamEntity>(Subject.Team("default", "t"), row => row.IsActive = false, "default", "t"),
            _ => _stage.ChangeAsync<OrganizationEntity>(Subject.Organization("default"), row => row.IsActive = false, "default"),
        });
        Assert.Contains($"The {kind} ", (await RefuseAsync(403, "subject_disabled", ("X-Api-Key", secret))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_names_its_user_where_the_key_lets_it()
    {
        await _stage.AddAsync(_stage.User("alice"), _stage.User("gone"));
        await _stage.ChangeAsync<UserEntity>(Subject.User("default", "gone"), row => row.IsActive = false, "default", "gone");
        var (_, naming) = await _stage.KeyAsync(key => key.MayNameUsers = true);
        var (_, silent) = await _stage.KeyAsync();
        var (_, own) = await _stage.KeyAsync(key => (key.MayNameUsers, key.UserId) = (true, "alice"));

        Assert.Equal("bob", (await AcceptAsync(("X-Api-Key", naming), ("X-LlmGateway-User", "bob"))).User!.Id);
        Assert.Null((await AcceptAsync(("X-Api-Key", naming))).User);
        Assert.Equal("alice", (await AcceptAsync(("X-Api-Key", own), ("X-LlmGateway-User", "alice"))).User!.Id);
        await RefuseAsync(403, "subject_disabled", ("X-Api-Key", naming), ("X-LlmGateway-User", "gone"));
        await RefuseAsync(403, "user_naming_not_allowed", ("X-Api-Key", silent), ("X-LlmGateway-User", "bob"));
        await RefuseAsync(400, "invalid_request", ("X-Api-Key", own), ("X-LlmGateway-User", "bob"));
        foreach (var bad in (string[])["", "a b", "a/b", "..", new string('a', 129), "ä"]) await RefuseAsync(400, "invalid_request", ("X-Api-Key", naming), ("X-LlmGateway-User", bad));
        await RefuseAsync(400, "invalid_request", ("X-Api-Key", naming), ("X-LlmGateway-User", "a"), ("X-LlmGateway-User", "b"));
    }

    [Fact]
    public async Task A_named_users_team_counts_unless_the_key_has_one()
    {
        await _stage.AddAsync(_stage.Team("theirs"), _stage.Team("own"), _stage.User("alice", team: "theirs"));
        var (_, shared) = await _stage.KeyAsync(key => key.MayNameUsers = true);
        var (_, teams) = await _stage.KeyAsync(key => (key.MayNameUsers, key.TeamId) = (true, "own"));
        Assert.Equal("theirs", (await AcceptAsync(("X-Api-Key", shared), ("X-LlmGateway-User", "alice"))).Team!.Id);
        Assert.Equal("own", (await AcceptAsync(("X-Api-Key", teams), ("X-LlmGateway-User", "alice"))).Team!.Id);
    }

    [Fact]
    public async Task A_call_says_what_it_is_unless_the_key_does()
    {
        var (_, open) = await _stage.KeyAsync();
        var (_, scripts) = await _stage.KeyAsync(key => key.OperationType = "script_generation");
        Assert.Null((await AcceptAsync(("X-Api-Key", open))).DeclaredType);
        Assert.Equal(OperationType.ScriptGeneration, (await AcceptAsync(("X-Api-Key", open), ("X-LlmGateway-Operation", "script_generation"))).DeclaredType);
        Assert.Equal(OperationType.ScriptGeneration, (await AcceptAsync(("X-Api-Key", scripts), ("X-LlmGateway-Operation", "llm_call"))).DeclaredType);
        foreach (var bad in (string[])["", "video_generation", "SCRIPT_GENERATION", "magic"]) await RefuseAsync(400, "invalid_request", ("X-Api-Key", open), ("X-LlmGateway-Operation", bad));
    }

    [Fact]
    public async Task Without_a_database_unknown_keys_and_users_are_a_503_that_says_when_to_try_again()
    {
        var (_, known) = await _stage.KeyAsync(key => key.MayNameUsers = true);
        await AcceptAsync(("X-Api-Key", known));
        _stage.Contexts.IsAway = true;
        Assert.NotNull((await RefuseAsync(503, "database_unavailable", ("X-Api-Key", KeyFormat.Generate()))).RetryAfter);
        Assert.NotNull((await RefuseAsync(503, "database_unavailable", ("X-Api-Key", known), ("X-LlmGateway-User", "bob"))).RetryAfter);
        await AcceptAsync(("X-Api-Key", known));
    }

    private async Task<Caller> AcceptAsync(params (string Place, string Value)[] fields)
    {
        var result = await _stage.Authenticator.AuthenticateAsync(Request(fields));
        Assert.False(result.Refused(out var refusal, out var caller), refusal?.Message);
        return caller!;
    }

    private async Task<Refusal> RefuseAsync(int status, string code, params (string Place, string Value)[] fields)
    {
        Assert.True((await _stage.Authenticator.AuthenticateAsync(Request(fields))).Refused(out var refusal, out _));
        Assert.Equal((status, code), (refusal.Status, refusal.Code));
        return refusal;
    }

    private static DefaultHttpContext Request((string Place, string Value)[] fields)
    {
        var http = new DefaultHttpContext();
        foreach (var (place, value) in fields)
        {
            if (place.StartsWith('?')) http.Request.QueryString = http.Request.QueryString.Add(place[1..^1], value);
            else http.Request.Headers[place] = StringValues.Concat(http.Request.Headers[place], value); // Append leaves out an empty value.
        }

        return http;
    }
}
