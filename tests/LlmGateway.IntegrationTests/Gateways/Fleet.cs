using System.Text.Json.Nodes;
using LlmGateway.IntegrationTests.Infrastructure;
using LlmGateway.Simulator;
using Npgsql;

namespace LlmGateway.IntegrationTests.Gateways;

/// <summary>
/// Real gateway processes on one redis-server and one PostgreSQL in front of the simulated providers, as they run in production. What fails between them is a
/// <see cref="FaultProxy"/> in front of the providers, of each gateway's Redis and of PostgreSQL.
/// </summary>
internal sealed class Fleet : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("llmgateway-fleet-");
    private readonly Dictionary<string, string?> _settings;
    private readonly string _database;

    private Fleet(RedisServer redis, SimulatedProviders providers, string database, int gateways, Dictionary<string, string?> settings)
    {
        (Redis, Providers, _database) = (redis, providers, database);
        Upstream = FaultProxy.Start(providers.Address.Port);
        ToRedis = [.. Enumerable.Range(0, gateways).Select(_ => FaultProxy.Start(redis.Port))];
        ToLedger = [.. Enumerable.Range(0, gateways).Select(_ => FaultProxy.Start(new NpgsqlConnectionStringBuilder(database).Port))];
        _settings = new()
        {
            ["Keys:Pepper"] = "kZ0t9yqQf8mJ2rW5uX1vB7nC4dL6hS3pA0gEiKoMqTs=",
            ["Redis:Patience"] = "00:00:05", // The machine that runs the tests may be busy; that is no outage.
        };
        foreach (var (name, value) in settings) _settings[name] = value;
    }

    public RedisServer Redis { get; }

    public SimulatedProviders Providers { get; }

    /// <summary>Between the gateways and the providers.</summary>
    public FaultProxy Upstream { get; }

    /// <summary>Between each gateway and Redis.</summary>
    public IReadOnlyList<FaultProxy> ToRedis { get; }

    /// <summary>Between each gateway and PostgreSQL.</summary>
    public IReadOnlyList<FaultProxy> ToLedger { get; }

    public List<GatewayProcess> Gateways { get; } = [];

    public HttpClient Client { get; } = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { Timeout = TimeSpan.FromMinutes(3) };

    /// <summary>The administration at the first gateway.</summary>
    public HttpClient Admin { get; private set; } = null!;

    public static async Task<Fleet> StartAsync(PostgresServer postgres, int gateways, Dictionary<string, string?>? settings = null)
    {
        var providers = await SimulatedProviders.StartAsync(new SimulatorOptions(), CancellationToken.None);
        var fleet = new Fleet(await RedisServer.StartAsync(), providers, await postgres.CreateDatabaseAsync(), gateways, settings ?? []);
        var started = await Task.WhenAll(Enumerable.Range(0, gateways).Select(number => fleet.LaunchAsync(number)));
        fleet.Gateways.AddRange(started);
        fleet.Admin = Stage.AdminClient(started[0].Address);
        foreach (var gateway in started) await fleet.ReadyAsync(gateway);
        return fleet;
    }

    /// <summary>Starts a gateway again in its own data directory, after it was killed.</summary>
    public async Task StartAgainAsync(int number, bool untilReady = true)
    {
        var before = Gateways[number];
        Gateways[number] = await LaunchAsync(number);
        await before.DisposeAsync();
        if (number == 0)
        {
            Admin.Dispose();
            Admin = Stage.AdminClient(Gateways[0].Address);
        }

        if (untilReady) await ReadyAsync(Gateways[number]);
    }

    public Task ReadyAsync(GatewayProcess gateway) => Eventually.ReachesAsync(async () => (await HealthAsync(gateway)).Status, status => status == 200, $"a gateway that is ready\n{gateway.Output}");

    public async Task<(int Status, JsonNode Body)> HealthAsync(GatewayProcess gateway)
    {
        using var response = await Client.GetAsync(new Uri(gateway.Address, "health/ready"));
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    public Task<JsonNode> CheckAsync() => Admin.SendJsonAsync(HttpMethod.Post, "consistency-checks");

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Admin?.Dispose();
        foreach (var gateway in Gateways) await gateway.DisposeAsync();
        await Upstream.DisposeAsync();
        foreach (var path in ToRedis.Concat(ToLedger)) await path.DisposeAsync();
        await Providers.DisposeAsync();
        await Redis.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private Task<GatewayProcess> LaunchAsync(int number)
    {
        var settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings:Redis"] = $"127.0.0.1:{ToRedis[number].Port}",
            ["ConnectionStrings:Ledger"] = new NpgsqlConnectionStringBuilder(_database) { Port = ToLedger[number].Port }.ConnectionString,
        };
        foreach (var (name, value) in _settings) settings[name] = value;
        return GatewayProcess.StartAsync(new Uri($"http://127.0.0.1:{Upstream.Port}/"), Path.Combine(_directory.FullName, $"gateway-{number}"), settings);
    }
}
