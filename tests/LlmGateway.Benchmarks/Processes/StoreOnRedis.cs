using LlmGateway.Database;
using LlmGateway.Ledger;
using LlmGateway.Quotas;
using LlmGateway.Quotas.Redis;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace LlmGateway.Benchmarks.Processes;

/// <summary>The store and the ledger of a gateway without the gateway, on a redis-server and a PostgreSQL of their own.</summary>
internal sealed class StoreOnRedis : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("llmgateway-benchmark-");
    private readonly DataDirectory _data;

    private StoreOnRedis(RedisServer redis, PostgresServer postgres)
    {
        (Redis, Postgres) = (redis, postgres);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Data:Directory", _directory.FullName), new("ConnectionStrings:Redis", redis.ConnectionString)]).Build();
        var database = new DatabaseOptions(postgres.ConnectionString(), "", true);
        _data = DataDirectory.Open(configuration);
        Contexts = new ContextFactory(database);
        Ledger = new LedgerStore(Contexts, database, TimeProvider.System);
        Store = new RedisQuotaStore(_data, configuration, Options.Create(new RedisOptions { Patience = TimeSpan.FromSeconds(5) }), new CallsInFlight(), TimeProvider.System, NullLogger<RedisQuotaStore>.Instance);
    }

    public RedisServer Redis { get; }

    public PostgresServer Postgres { get; }

    public ContextFactory Contexts { get; }

    public LedgerStore Ledger { get; }

    public RedisQuotaStore Store { get; }

    public static async Task<StoreOnRedis> StartAsync()
    {
        var started = new StoreOnRedis(await RedisServer.StartAsync(), await PostgresServer.StartAsync("-c fsync=on"));
        await using (var context = started.Contexts.CreateDbContext()) await context.Database.MigrateAsync();
        await started.Store.StartAsync(started.Ledger, default);
        await Eventually.ReachesAsync(() => Task.FromResult(started.Store.IsReady), ready => ready, "a store that is ready");
        return started;
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        _data.Dispose();
        await Redis.DisposeAsync();
        await Postgres.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
