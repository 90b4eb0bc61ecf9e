using LlmGateway.Database;
using LlmGateway.Ledger;
using LlmGateway.Quotas;
using LlmGateway.Quotas.Embedded;
using LlmGateway.Tests.Quotas.Contract;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LlmGateway.Tests.Quotas;

/// <summary>An embedded store in a folder of its own, which can be killed and started again.</summary>
internal sealed class EmbeddedStore : StoreUnderTest
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("llmgateway-store-");
    private DataDirectory? _data;
    private EmbeddedQuotaStore? _store;

    private EmbeddedStore()
    {
        var options = new DatabaseOptions(null, Path.Combine(_directory.FullName, "ledger.db"), true);
        Contexts = new ContextFactory(options);
        Ledger = new LedgerStore(Contexts, options, Time);
    }

    public LedgerStore Ledger { get; }

    private ContextFactory Contexts { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 24, 12, 0, 10, TimeSpan.Zero));

    public override IQuotaStore Store => _store!;

    public override DateTimeOffset Now => Time.GetUtcNow();

    public override TimeSpan ShortLease => TimeSpan.FromSeconds(60);

    public string SpoolDirectory => Path.Combine(_directory.FullName, "spool");

    public static async Task<EmbeddedStore> StartAsync()
    {
        var store = new EmbeddedStore();
        await using (var context = store.Contexts.CreateDbContext()) await context.Database.EnsureCreatedAsync();
        await store.StartAgainAsync();
        return store;
    }

    /// <summary>What is left after a kill: the files. The old store's memory is never looked at again.</summary>
    /// <param name="meanwhile">What happens to the files in between.</param>
    public async Task KillAndStartAsync(Action? meanwhile = null)
    {
        await CloseAsync();
        meanwhile?.Invoke();
        await StartAgainAsync();
    }

    /// <summary>A reservation's rows in the database, oldest first.</summary>
    public async Task<IReadOnlyList<LedgerEntity>> RowsAsync(string reservationId)
    {
        await using var context = Contexts.CreateDbContext();
        return await context.Ledger.AsNoTracking().Where(row => row.ReservationId == reservationId).OrderBy(row => row.Id).ToListAsync();
    }

    public async Task<int> CountRowsAsync()
    {
        await using var context = Contexts.CreateDbContext();
        return await context.Ledger.CountAsync();
    }

    public override Task PassAsync(TimeSpan time)
    {
        // Days at once move the clock only: the store's timers would have to fire some million times.
        if (time < TimeSpan.FromHours(1)) Time.Advance(time);
        else Time.AdjustTime(Now + time);
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        await CloseAsync();
        SqliteConnection.ClearAllPools();
        _directory.Delete(recursive: true);
    }

    private async Task StartAgainAsync()
    {
        _data = DataDirectory.Open(new ConfigurationBuilder().AddInMemoryCollection([new("Data:Directory", _directory.FullName)]).Build());
        _store = new EmbeddedQuotaStore(_data, Time, NullLogger<EmbeddedQuotaStore>.Instance);
        await _store.StartAsync(Ledger, default);
    }

    private async Task CloseAsync()
    {
        await _store!.DisposeAsync();
        _data!.Dispose();
    }
}
