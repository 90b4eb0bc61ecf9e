namespace LlmGateway.Benchmarks.Processes;

/// <summary>
/// Everything that a comparison needs, each in a process of its own on this machine: a fast upstream, bare YARP before it, and gateways as they run in production, with a
/// redis-server and a PostgreSQL.
/// </summary>
internal sealed class Surroundings : IAsyncDisposable
{
    public const string Pepper = "YmVuY2htYXJrcy1wZXBwZXItb2YtMzItYnl0ZXMtYXQtbGVhc3Q=";

    private readonly List<GatewayProcess> _gateways = [];
    private readonly List<DirectoryInfo> _directories = [];

    private Surroundings(RedisServer redis, PostgresServer postgres, ServedProcess upstream, ServedProcess yarp) => (Redis, Postgres, Upstream, Yarp) = (redis, postgres, upstream, yarp);

    public RedisServer Redis { get; }

    public PostgresServer Postgres { get; }

    public ServedProcess Upstream { get; }

    public ServedProcess Yarp { get; private set; }

    public GatewayProcess Gateway => _gateways[0];

    public IReadOnlyList<GatewayProcess> Gateways => _gateways;

    public HttpClient Admin { get; private set; } = null!;

    /// <param name="more">Further settings of the gateways.</param>
    public static async Task<Surroundings> StartAsync(int gateways = 1, Dictionary<string, string?>? more = null)
    {
        var upstream = await ServedProcess.UpstreamAsync();
        var surroundings = new Surroundings(await RedisServer.StartAsync(), await PostgresServer.StartAsync("-c fsync=on"), upstream, await ServedProcess.YarpAsync(upstream.Address));
        for (var i = 0; i < gateways; i++) await surroundings.StartGatewayAsync(more);
        surroundings.Admin = Stage.AdminClient(surroundings.Gateway.Address);
        return surroundings;
    }

    /// <summary>
    /// A key of a user in a team, far from all limits: its calls are held and posted in five accounts, of which key, user, team and organization are limited in tokens,
    /// calls and money.
    /// </summary>
    public async Task<string> KeyAsync(object? keyLimits = null)
    {
        var far = new { monthly_token_limit = 100_000_000_000_000, monthly_call_limit = 100_000_000_000, monthly_cost_limit_usd = "1000000.00" };
        if (_hasOwners is false)
        {
            await Admin.SendJsonAsync(HttpMethod.Post, "teams", new { id = "team", name = "team" });
            await Admin.SendJsonAsync(HttpMethod.Post, "users", new { id = "user", team = "team" });
            foreach (var subject in (string[])["user/user", "team/team", "organization/default"]) await Admin.SendJsonAsync(HttpMethod.Put, $"limits/{subject}", far);
            _hasOwners = true;
        }

        return (await Admin.KeyAsync(new { name = "benchmark", user = "user", limits = keyLimits ?? far })).Secret;
    }

    private bool _hasOwners;

    /// <summary>Both proxies as they are just after their start.</summary>
    public async Task StartAgainAsync()
    {
        await Yarp.DisposeAsync();
        Yarp = await ServedProcess.YarpAsync(Upstream.Address);
        await Gateway.DisposeAsync();
        _gateways.RemoveAt(0);
        Admin.Dispose();
        await StartGatewayAsync(null);
        Admin = Stage.AdminClient(Gateway.Address);
    }

    public async ValueTask DisposeAsync()
    {
        Admin?.Dispose();
        foreach (var gateway in _gateways) await gateway.DisposeAsync();
        await Yarp.DisposeAsync();
        await Upstream.DisposeAsync();
        await Redis.DisposeAsync();
        await Postgres.DisposeAsync();
        foreach (var directory in _directories) directory.Delete(recursive: true);
    }

    private async Task StartGatewayAsync(Dictionary<string, string?>? more)
    {
        var directory = Directory.CreateTempSubdirectory("llmgateway-benchmark-");
        _directories.Add(directory);
        var settings = new Dictionary<string, string?>(more ?? [])
        {
            ["ConnectionStrings:Redis"] = Redis.ConnectionString,
            ["ConnectionStrings:Ledger"] = Postgres.ConnectionString(),
            ["Keys:Pepper"] = Pepper,
            ["Redis:Patience"] = "00:00:05", // A load that fills the machine makes the store late, not unreachable.
            ["ReverseProxy:Clusters:openai:Destinations:default:Address"] = Upstream.Address.ToString(),
        };
        var gateway = await GatewayProcess.StartAsync(Upstream.Address, directory.FullName, settings);
        _gateways.Insert(0, gateway);
        using var client = new HttpClient();
        await Eventually.ReachesAsync(() => client.GetAsync(new Uri(gateway.Address, "health/ready")), answer => answer.IsSuccessStatusCode, "a gateway that is ready");
    }
}
