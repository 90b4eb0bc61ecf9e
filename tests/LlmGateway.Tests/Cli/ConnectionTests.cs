namespace LlmGateway.Tests.Cli;

/// <summary>Which gateway is called and with which token.</summary>
public sealed class ConnectionTests : CliTest
{
    private const string Empty = """{"data":[],"next_cursor":null}""";

    [Fact]
    public async Task The_token_of_the_option_wins_over_the_environment()
    {
        Api.Lay("GET /admin/v1/users", Empty);
        Environment["LLMGW_TOKEN"] = "other";

        await SucceedAsync("users", "list", "--token", AdminApiDouble.Token);
    }

    [Fact]
    public async Task The_environment_wins_over_the_file()
    {
        using var directory = new TokenDirectory("other");
        Api.Lay("GET /admin/v1/users", Empty);

        await SucceedAsync("users", "list", "--data-dir", directory.Path);
    }

    [Fact]
    public async Task Without_both_the_file_of_the_data_directory_is_read()
    {
        using var directory = new TokenDirectory(AdminApiDouble.Token + "\n");
        Environment.Remove("LLMGW_TOKEN");
        Api.Lay("GET /admin/v1/users", Empty);

        await SucceedAsync("users", "list", "--data-dir", directory.Path);
    }

    [Fact]
    public async Task No_token_is_wrong_usage_that_names_the_places()
    {
        using var directory = new TokenDirectory(token: null);
        Environment.Remove("LLMGW_TOKEN");

        var outcome = await RunAsync("users", "list", "--data-dir", directory.Path);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("--token, LLMGW_TOKEN and " + Path.Combine(directory.Path, "admin-token"), outcome.Error);
        Assert.Empty(Api.Requests);
    }

    [Fact]
    public async Task A_token_that_no_header_can_carry_is_named_by_its_place_only()
    {
        var outcome = await RunAsync("users", "list", "--token", "sekr\u00e9t");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("--token", outcome.Error);
        Assert.DoesNotContain("sekr", outcome.Error);
    }

    [Fact]
    public async Task A_wrong_token_says_where_it_came_from_and_not_what_it_is()
    {
        Environment["LLMGW_TOKEN"] = "wrong-token-value";

        var outcome = await RunAsync("users", "list");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("LLMGW_TOKEN", outcome.Error);
        Assert.DoesNotContain("wrong-token-value", outcome.Error);
        Assert.Equal("", outcome.Out);
    }

    [Fact]
    public async Task A_server_that_repeats_the_token_does_not_get_it_printed()
    {
        Api.Lay("GET /admin/v1/users", $$$"""{"error":{"code":"invalid_request","message":"Bearer {{{AdminApiDouble.Token}}} is odd"}}""", 400);

        var outcome = await RunAsync("users", "list");

        Assert.Contains("Bearer *** is odd", outcome.Error);
        Assert.DoesNotContain(AdminApiDouble.Token, outcome.Error);
    }

    [Fact]
    public async Task The_url_of_the_option_wins_and_may_have_a_path()
    {
        Environment["LLMGW_URL"] = "http://127.0.0.1:1";
        Api.Lay("GET /gateway/health/ready", """{"status":"ready"}""");

        await SucceedAsync("health", "--url", Api.Address + "/gateway/");
    }

    [Theory]
    [InlineData("localhost:8080")]
    [InlineData("ftp://gateway")]
    [InlineData("nonsense")]
    public async Task An_address_that_is_none_is_wrong_usage(string address)
    {
        var outcome = await RunAsync("health", "--url", address);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("http://", outcome.Error);
    }

    [Fact]
    public async Task A_gateway_that_does_not_answer_says_what_to_check()
    {
        var address = Api.Address;
        await Api.DisposeAsync();

        var outcome = await RunAsync("users", "list", "--url", address.Replace("//", "//someone:pass@"));

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains($"No gateway answers at {address}", outcome.Error);
        Assert.Contains("LLMGW_URL", outcome.Error);
        Assert.DoesNotContain("pass@", outcome.Error);
        Assert.DoesNotContain(AdminApiDouble.Token, outcome.Error);
    }

    private sealed class TokenDirectory : IDisposable
    {
        public TokenDirectory(string? token)
        {
            if (token is not null) File.WriteAllText(System.IO.Path.Combine(Path, "admin-token"), token);
        }

        public string Path { get; } = Directory.CreateTempSubdirectory("llmgw-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
