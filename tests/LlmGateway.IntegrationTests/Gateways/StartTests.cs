using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Gateways;

/// <summary>What a gateway refuses to start with, and what several of them do at once when they start on an empty database.</summary>
[Collection(SharedDatabase.Name)]
public sealed class StartTests(DatabaseFixture database)
{
    private const string Pepper = "kZ0t9yqQf8mJ2rW5uX1vB7nC4dL6hS3pA0gEiKoMqTs=";

    public static TheoryData<string, string?, string?, string?, string?> Refused => new()
    {
        { "Admin:Token", null, Pepper, null, "with" },
        { "Admin:Token", "", Pepper, null, "with" },
        { "Admin:Token", "admin", Pepper, null, "with" },
        { "Admin:Token", "changeme-changeme-changeme", Pepper, null, "with" },
        { "Keys:Pepper", Stage.AdminToken, null, null, "with" },
        { "Keys:Pepper", Stage.AdminToken, "c2hvcnQ=", null, "with" },
        { "Keys:Pepper", Stage.AdminToken, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", null, "with" },
        { "ConnectionStrings:Ledger", Stage.AdminToken, Pepper, "127.0.0.1:1", null },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_gateway_with_redis_or_postgres_refuses_missing_default_and_weak_secrets(string setting, string? token, string? pepper, string? redis, string? ledger)
    {
        var directory = Directory.CreateTempSubdirectory("llmgateway-start-");
        var (exitCode, output) = await GatewayProcess.RunToItsEndAsync(new Uri("http://127.0.0.1:1/"), directory.FullName, new Dictionary<string, string?>
        {
            ["Admin:Token"] = token,
            ["Keys:Pepper"] = pepper,
            ["ConnectionStrings:Redis"] = redis,
            ["ConnectionStrings:Ledger"] = ledger is null ? null : database.Server.ConnectionString(),
        });
        directory.Delete(recursive: true);
        Assert.Equal(1, exitCode);
        Assert.Contains(setting, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        if (token is { Length: > 0 }) Assert.DoesNotContain(token, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_gateways_that_start_on_an_empty_database_make_its_tables_once()
    {
        await using var fleet = await Fleet.StartAsync(database.Server, 3);
        var key = await fleet.Admin.KeyAsync();
        foreach (var gateway in fleet.Gateways) Assert.True((await ClientCall.SendAsync(fleet.Client, gateway.Address, key.Secret, ClientCall.Body())).IsAnswered);
        await Books.AssertAgreeAsync(fleet.Admin, fleet.Providers, []);
    }
}
