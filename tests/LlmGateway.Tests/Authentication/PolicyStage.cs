using LlmGateway.Admin;
using LlmGateway.Authentication;
using LlmGateway.Authentication.Policies;
using LlmGateway.Database;
using LlmGateway.Metering;
using LlmGateway.Tests.Admin;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace LlmGateway.Tests.Authentication;

/// <summary>The policies of one gateway, or of several on one database. The watch is not running: a test looks when it wants to.</summary>
internal sealed class PolicyStage : IAsyncDisposable
{
    private static readonly AdminCall s_call = new("req_test", null, CancellationToken.None);

    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder? _shared;
    private readonly ServiceProvider _services;

    private PolicyStage(FakeTimeProvider time, string databaseFolder, TemporaryFolder? shared, Dictionary<string, string?>? settings)
    {
        (Time, _shared, DatabaseFolder) = (time, shared, databaseFolder);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Keys:Pepper"] = Convert.ToBase64String(Enumerable.Range(0, 32).Select(number => (byte)(number * 7)).ToArray()),
        }).AddInMemoryCollection(settings ?? []).Build();
        var options = new DatabaseOptions(null, Path.Combine(databaseFolder, "ledger.db"), true);
        Contexts = new(new ContextFactory(options));
        _services = new ServiceCollection()
            .AddLogging(logging => logging.ClearProviders())
            .AddSingleton<TimeProvider>(time)
            .AddSingleton(_ => _folder.Open())
            .AddSingleton<IDbContextFactory<GatewayContext>>(Contexts)
            .AddSingleton(Tiers.Book)
            .AddKeys(configuration)
            .AddSingleton<PolicyWriter>()
            .BuildServiceProvider();
    }

    public FakeTimeProvider Time { get; }

    public string DatabaseFolder { get; }

    public SwitchedContexts Contexts { get; }

    public TierTable Tiers { get; } = new();

    public PolicyCache Cache => _services.GetRequiredService<PolicyCache>();

    public PolicyGraph Graph => _services.GetRequiredService<PolicyGraph>();

    public PolicyWriter Writer => _services.GetRequiredService<PolicyWriter>();

    public KeyHashes Hashes => _services.GetRequiredService<KeyHashes>();

    public Authenticator Authenticator => _services.GetRequiredService<Authenticator>();

    public static async Task<PolicyStage> StartAsync(Dictionary<string, string?>? settings = null)
    {
        var folder = new TemporaryFolder();
        var stage = new PolicyStage(new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero)), folder.Path, folder, settings);
        await using (var context = stage.Contexts.CreateDbContext()) await context.Database.EnsureCreatedAsync();
        await stage.LookAsync();
        return stage;
    }

    /// <summary>Another gateway on the same database.</summary>
    public async Task<PolicyStage> AnotherAsync(Dictionary<string, string?>? settings = null, bool isAway = false)
    {
        var stage = new PolicyStage(Time, DatabaseFolder, null, settings);
        stage.Contexts.IsAway = isAway;
        await stage.LookAsync();
        return stage;
    }

    /// <summary>What the watch does twice a second.</summary>
    public async Task LookAsync()
    {
        var watch = _services.GetServices<IHostedService>().OfType<PolicyWatch>().Single();
        using var running = new CancellationTokenSource();
        await watch.StartAsync(running.Token);
        await watch.StopAsync(CancellationToken.None);
    }

    /// <summary>Starts the watch itself, which then follows <see cref="Time"/>.</summary>
    public async Task<IAsyncDisposable> WatchAsync()
    {
        var watch = _services.GetServices<IHostedService>().OfType<PolicyWatch>().Single();
        await watch.StartAsync(CancellationToken.None);
        return new Stopping(watch);
    }

    public Task<T> ChangeAsync<T>(Func<PolicyChange, Task<T>> make) => Writer.ChangeAsync(s_call, make);

    /// <summary>Changes one row and numbers the change for its subject.</summary>
    public Task ChangeAsync<TRow>(Subject subject, Action<TRow> set, params object[] key)
        where TRow : class => ChangeAsync(async change =>
        {
            var row = await change.Context.Set<TRow>().FindAsync(key) ?? throw new InvalidOperationException("No such row.");
            set(row);
            change.Context.Entry(row).Property("Version").CurrentValue = change.Touch(subject);
            return true;
        });

    public Task AddAsync(params object[] rows) => ChangeAsync(change =>
    {
        change.Context.AddRange(rows);
        change.Touch(Subject.Organization("default"));
        return Task.FromResult(true);
    });

    /// <summary>A key with its secret.</summary>
    public async Task<(string Id, string Secret)> KeyAsync(Action<KeyEntity>? set = null)
    {
        var id = Ids.New(Ids.Key, Time);
        var secret = await ChangeAsync(change =>
        {
            var key = new KeyEntity { Id = id, OrganizationId = "default", Name = "test", CreatedAt = change.Now, UpdatedAt = change.Now, Version = change.Touch(Subject.Key(id)) };
            set?.Invoke(key);
            change.Context.Add(key);
            return Task.FromResult(KeySecrets.New(id, change, Hashes).Key);
        });
        return (id, secret);
    }

    public UserEntity User(string id, string tier = "free", string? team = null, string organization = "default") => new()
    {
        OrganizationId = organization,
        Id = id,
        Tier = tier,
        TeamId = team,
        CreatedAt = Time.GetUtcNow(),
        UpdatedAt = Time.GetUtcNow(),
    };

    public TeamEntity Team(string id, string organization = "default") => new() { OrganizationId = organization, Id = id, Name = id, CreatedAt = Time.GetUtcNow(), UpdatedAt = Time.GetUtcNow() };

    public OrganizationEntity Organization(string id) => new() { Id = id, Name = id, TimeZone = "UTC", DefaultTier = "free", CreatedAt = Time.GetUtcNow(), UpdatedAt = Time.GetUtcNow() };

    public LimitsEntity Limits(Subject subject, long tokens) => new()
    {
        SubjectKind = subject.KindName,
        SubjectId = subject.Id,
        MonthlyTokenLimit = tokens,
        CreatedAt = Time.GetUtcNow(),
        UpdatedAt = Time.GetUtcNow(),
    };

    public ValueTask<KeyLookup> FindAsync(string secret) => Cache.FindKeyAsync(secret, CancellationToken.None);

    public async Task<VirtualKey> KeyOfAsync(string secret) => Assert.IsType<KeyLookup.Found>(await FindAsync(secret)).Key;

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
        _shared?.Dispose();
    }

    private sealed class Stopping(PolicyWatch watch) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await watch.StopAsync(CancellationToken.None);
    }
}
