using LlmGateway.Database;
using LlmGateway.IntegrationTests.Infrastructure;
using LlmGateway.Ledger;
using LlmGateway.Quotas;
using LlmGateway.Quotas.Redis;
using LlmGateway.Tests.Quotas.Contract;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace LlmGateway.IntegrationTests.Quotas;

/// <summary>A store of one gateway over Redis and PostgreSQL, with a data directory of its own; more gateways can share its keys.</summary>
internal sealed class RedisStore : StoreUnderTest
{
    private static int s_serial;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("llmgateway-store-");
    private readonly RedisFixture _fixture;
    private readonly string _prefix;

    public string Prefix => _prefix;

    private readonly string _database;
    private DataDirectory? _data;
    private RedisQuotaStore? _store;

    private RedisStore(RedisFixture fixture, string prefix, string database)
    {
        (_fixture, _prefix, _database) = (fixture, prefix, database);
        var options = new DatabaseOptions(database, "", true);
        Contexts = new ContextFactory(options);
        Ledger = new LedgerStore(Contexts, options, TimeProvider.System);
    }

    public override IQuotaStore Store => _store!;

    public ContextFactory Contexts { get; }

    public LedgerStore Ledger { get; }

    public CallsInFlight Calls { get; private set; } = new();

    public override DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public override TimeSpan ShortLease => TimeSpan.FromMilliseconds(50);

    public static async Task<RedisStore> StartAsync(RedisFixture fixture)
    {
        var number = Interlocked.Increment(ref s_serial);
        var database = await fixture.Postgres.CreateDatabaseAsync($"store{number}");
        var store = new RedisStore(fixture, $"lgw:{{t{number}}}:", database);
        await using (var context = store.Contexts.CreateDbContext()) await context.Database.EnsureCreatedAsync();
        await store.StartAgainAsync();
        return store;
    }

    /// <summary>A second gateway on the same keys and the same database.</summary>
    public async Task<RedisStore> JoinAsync()
    {
        var store = new RedisStore(_fixture, _prefix, _database);
        await store.StartAgainAsync();
        return store;
    }

    /// <summary>What is left of a gateway after a kill: its files.</summary>
    /// <param name="meanwhile">What happens before it starts again.</param>
    public async Task KillAndStartAsync(Func<Task>? meanwhile = null)
    {
        await CloseAsync();
        if (meanwhile is not null) await meanwhile();
        Calls = new();
        await StartAgainAsync();
    }

    public Task ReadyAsync() => Eventually.ReachesAsync(() => Task.FromResult(Store.IsReady), ready => ready, "a store that is ready");

    /// <summary>Moves the outbox to the ledger until nothing is left.</summary>
    public async Task WriteOutboxAsync()
    {
        while (await Store.OutboxLengthAsync(default) > 0)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            var entries = await Store.TakeOutboxAsync(1000, patience.Token);
            await Ledger.WriteAsync(entries, default);
            await Store.AcknowledgeAsync(entries, default);
        }
    }

    public async Task<IReadOnlyList<LedgerEntity>> RowsAsync(string? reservationId = null)
    {
        await using var context = Contexts.CreateDbContext();
        return await context.Ledger.AsNoTracking().Where(row => reservationId == null || row.ReservationId == reservationId).OrderBy(row => row.Id).ToListAsync();
    }

    public override Task PassAsync(TimeSpan time) => AgeLeasesAsync(time);

    public override async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _directory.Delete(recursive: true);
    }

    /// <summary>Time passes for leases: their ends are moved back by as much. The server's clock cannot be moved.</summary>
    private async Task AgeLeasesAsync(TimeSpan time)
    {
        await using var connection = await _fixture.Redis.ConnectAsync();
        var database = connection.GetDatabase();
        foreach (var lease in await database.SortedSetRangeByScoreWithScoresAsync(_prefix + "exp")) await database.SortedSetAddAsync(_prefix + "exp", lease.Element, lease.Score - time.TotalMilliseconds);
    }

    private async Task StartAgainAsync()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Data:Directory", _directory.FullName), new("ConnectionStrings:Redis", _fixture.Redis.ConnectionString)]).Build();
        _data = DataDirectory.Open(configuration);
        var options = new RedisOptions { Prefix = _prefix, LearningPause = TimeSpan.FromMilliseconds(200), Pulse = TimeSpan.FromMilliseconds(50), Patience = TimeSpan.FromSeconds(2) };
        _store = new RedisQuotaStore(_data, configuration, Options.Create(options), Calls, TimeProvider.System, NullLogger<RedisQuotaStore>.Instance);
        await _store.StartAsync(Ledger, default);
        await ReadyAsync();
    }

    private async Task CloseAsync()
    {
        await _store!.DisposeAsync();
        _data!.Dispose();
    }
}
