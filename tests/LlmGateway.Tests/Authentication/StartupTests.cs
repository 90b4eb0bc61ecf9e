using LlmGateway.Authentication;
using Microsoft.Extensions.Configuration;

namespace LlmGateway.Tests.Authentication;

/// <summary>With Redis or PostgreSQL a gateway starts with good secrets or not at all; on a fresh machine it makes its own.</summary>
public sealed class StartupTests
{
    private const string Postgres = "Host=db";
    private const string GoodToken = "qX7vJ2mT9bLk4Rw8ZpYc1NfHs6DgUe3A";
    private const string GoodPepper = "kZ0t9yqQf8mJ2rW5uX1vB7nC4dL6hS3pA0gEiKoMqTs=";

    [Fact]
    public void With_no_setting_at_all_nothing_is_required() => Assert.Empty(Problems([]));

    [Fact]
    public void With_good_secrets_both_stores_are_fine() => Assert.Empty(Problems(Shared()));

    [Theory]
    [InlineData("Admin:Token")]
    [InlineData("Keys:Pepper")]
    public void A_missing_or_empty_secret_is_named(string setting)
    {
        foreach (var value in (string?[])[null, "", "  "])
        {
            var problem = Assert.Single(Problems(Shared((setting, value))));
            Assert.StartsWith($"{setting} is missing", problem, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("changeme-changeme-changeme-changeme", "example")]
    [InlineData("ExampleExampleExampleExampleExample1", "example")]
    [InlineData("your-admin-token-your-admin-token-0", "example")]
    [InlineData("sk-1234", "example")]
    [InlineData("Password123Password123Password123Pw", "example")]
    [InlineData("secret", "weak")]
    [InlineData("0123456789012345", "weak")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "weak")]
    [InlineData("abababababababababababababababababababab", "weak")]
    [InlineData("00112233445566778899aabbccddee", "weak")]
    public void A_known_or_short_token_is_refused(string token, string reason)
    {
        var problem = Assert.Single(Problems(Shared(("Admin:Token", token))));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
        Assert.DoesNotContain(token, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("qX7vJ2mT9bLk4Rw8ZpYc1N")]
    [InlineData("9f86d081884c7d659a2feaa0c55ad015")]
    [InlineData("integration-tests-admin-token-0123456789")]
    public void A_token_of_128_bits_is_enough(string token) => Assert.Empty(Problems(Shared(("Admin:Token", token))));

    [Theory]
    [InlineData("not base64!", "base64")]
    [InlineData("c2hvcnQ=", "at least 32 bytes")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "weak")] // zeros
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "weak")] // 0, 1, 2, ...
    [InlineData("Y2hhbmdlbWUtY2hhbmdlbWUtY2hhbmdlbWUtY2hhbmdlbWU=", "example")] // changeme-changeme-...
    public void A_pepper_that_is_none_is_refused(string pepper, string reason)
    {
        foreach (var setting in (string[])["Keys:Pepper", "Keys:PreviousPeppers:0"])
        {
            var problem = Assert.Single(Problems(Shared((setting, pepper))));
            Assert.StartsWith(setting, problem, StringComparison.Ordinal);
            Assert.Contains(reason, problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Redis_needs_postgres()
    {
        var problem = Assert.Single(Problems(Shared(("ConnectionStrings:Ledger", null))));
        Assert.Contains("without ConnectionStrings:Ledger", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Postgres_alone_needs_secrets_too() => Assert.Equal(2, Problems(new() { ["ConnectionStrings:Ledger"] = Postgres }).Length);

    [Fact]
    public void All_problems_are_told_at_once()
    {
        var refused = Assert.Throws<StartupRefusedException>(() => StartupRequirements.Check(Configuration(new() { ["ConnectionStrings:Redis"] = "redis", ["Keys:PreviousPeppers:0"] = "x" })));
        Assert.Equal(4, refused.Problems.Count);
        Assert.All(refused.Problems, problem => Assert.Contains(problem, refused.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void The_gateway_itself_does_not_start_with_them()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "providers.json"), "{}");
        var refused = Assert.Throws<StartupRefusedException>(() => Gateway.Build([$"--Config:Directory={folder.Path}", "--ConnectionStrings:Redis=localhost"]));
        Assert.Equal(3, refused.Problems.Count);
        Assert.False(Directory.Exists(Path.Combine(folder.Path, "data")));
    }

    [Fact]
    public void A_pepper_that_cannot_be_read_is_refused_even_on_a_fresh_machine() => Assert.Single(Problems(new() { ["Keys:Pepper"] = "c2hvcnQ=" }));

    [Fact]
    public void Secrets_are_made_once_and_found_again()
    {
        using var folder = new TemporaryFolder();
        string first;
        using (var directory = folder.Open()) first = Convert.ToHexString(Peppers.Load(Configuration([]), directory).Current);
        using (var directory = folder.Open()) Assert.Equal(first, Convert.ToHexString(Peppers.Load(Configuration([]), directory).Current));
        Assert.Equal(64, first.Length);
    }

    [Fact]
    public void A_pepper_file_that_is_damaged_stops_the_start()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Path, "pepper"), "c2hvcnQ=");
        using var directory = folder.Open();
        Assert.Throws<StartupRefusedException>(() => Peppers.Load(Configuration([]), directory));
    }

    private static string[] Problems(Dictionary<string, string?> settings) => [.. StartupRequirements.Problems(Configuration(settings))];

    private static IConfiguration Configuration(Dictionary<string, string?> settings) => new ConfigurationBuilder().AddInMemoryCollection(settings).Build();

    private static Dictionary<string, string?> Shared(params (string Name, string? Value)[] changes)
    {
        var settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings:Redis"] = "localhost",
            ["ConnectionStrings:Ledger"] = Postgres,
            ["Admin:Token"] = GoodToken,
            ["Keys:Pepper"] = GoodPepper,
        };
        foreach (var (name, value) in changes) settings[name] = value;
        return settings;
    }
}
