namespace LlmGateway.Tests.Cli;

public sealed class RecordCommandTests : CliTest
{
    [Theory]
    [InlineData("users create alice --tier pro --team research", "users", """{"id":"alice","tier":"pro","team":"research"}""")]
    [InlineData("users create", "users", "{}")]
    [InlineData("users create alice --organization acme", "users", """{"id":"alice","organization":"acme"}""")]
    [InlineData("teams create research", "teams", """{"id":"research","name":"research"}""")]
    [InlineData("teams create research --name Labs --organization acme", "teams", """{"id":"research","name":"Labs","organization":"acme"}""")]
    [InlineData("organizations create acme --name Acme --time-zone Europe/Berlin --default-tier pro", "organizations",
        """{"id":"acme","name":"Acme","time_zone":"Europe/Berlin","default_tier":"pro"}""")]
    [InlineData("orgs create --name Acme", "organizations", """{"name":"Acme"}""")]
    public async Task Create_posts_the_documented_body(string command, string collection, string body)
    {
        Api.Lay($"POST /admin/v1/{collection}", """{"id":"x"}""", 201);

        await SucceedAsync(command.Split(' '));

        Assert.Equal(body, OnlyRequest().Body);
        Assert.Equal("", OnlyRequest().Query);
    }

    [Fact]
    public async Task A_team_needs_an_id_or_a_name()
    {
        var outcome = await RunAsync("teams", "create");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("Give an id, --name, or both.", outcome.Error);
        Assert.Empty(Api.Requests);
    }

    [Theory]
    [InlineData("users set alice --tier enterprise --team none", "users/alice", """{"tier":"enterprise","team":null}""")]
    [InlineData("users set alice --active true", "users/alice", """{"is_active":true}""")]
    [InlineData("users disable alice", "users/alice", """{"is_active":false}""")]
    [InlineData("users enable alice", "users/alice", """{"is_active":true}""")]
    [InlineData("teams set research --name Labs", "teams/research", """{"name":"Labs"}""")]
    [InlineData("organizations set acme --time-zone UTC", "organizations/acme", """{"time_zone":"UTC"}""")]
    [InlineData("keys set key_1 --expires-at none --allowed-models none", "keys/key_1", """{"allowed_models":null,"expires_at":null}""")]
    public async Task Changes_are_patches_of_what_is_named(string command, string path, string body)
    {
        Api.Lay($"PATCH /admin/v1/{path}", """{"id":"x"}""");

        await SucceedAsync(command.Split(' '));

        Assert.Equal(body, OnlyRequest().Body);
    }

    [Fact]
    public async Task Setting_nothing_is_wrong_usage_and_says_what_can_be_set()
    {
        var outcome = await RunAsync("users", "set", "alice");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("--name, --tier, --team, --active", outcome.Error);
    }

    [Fact]
    public async Task Delete_passes_cascade_on()
    {
        Api.Lay("DELETE /admin/v1/users/alice", "", 204);

        Assert.Equal("Removed user alice.\n", await SucceedAsync("users", "delete", "alice", "--cascade", "--organization", "acme"));
        Assert.Equal("organization=acme&cascade=true", OnlyRequest().Query);
    }

    [Fact]
    public async Task Ids_are_escaped_in_paths()
    {
        Api.Lay("GET /admin/v1/users/a%40b.example%3Ax", """{"id":"a@b.example:x"}""");

        Assert.Contains("a@b.example:x", await SucceedAsync("users", "show", "a@b.example:x"));
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public async Task An_id_that_would_change_the_path_is_refused(string id)
    {
        Assert.Equal(2, (await RunAsync("users", "delete", id)).ExitCode);
        Assert.Empty(Api.Requests);
    }

    [Fact]
    public async Task A_page_that_is_not_the_last_says_how_to_go_on()
    {
        Api.Lay("GET /admin/v1/users", """{"data":[{"id":"alice"}],"next_cursor":"c1"}""");

        var outcome = await RunAsync("users", "list", "--limit", "1");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("--all, or --cursor c1", outcome.Error);
        Assert.Equal("limit=1", OnlyRequest().Query);
    }
}
