using System.Collections.Concurrent;
using LlmGateway.Operations;
using Microsoft.Extensions.Logging;

namespace LlmGateway.Tests.Config;

/// <summary>The files in force, and what happens when they change.</summary>
public sealed class ModelFilesTests : IDisposable
{
    private const string Override = """{"prices":[{"provider":"openai","model":"gpt-5-mini","unit":"usd_per_1m_tokens","input":0.2,"output":1.6,"source":"our contract","date":"2026-11-23"}]}""";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("llmgateway-config-");
    private readonly WaitingLogger _log = new();

    public ModelFilesTests()
    {
        foreach (var name in (string[])[ModelsFile.Name, TiersFile.Name]) File.WriteAllBytes(PathOf(name), ShippedFiles.Bytes(name));
    }

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Without_an_override_the_shipped_prices_are_in_force()
    {
        using var files = new ModelFiles(_directory.FullName, _log);
        Assert.Equal(0.25m, PriceOfMini(files));
        Assert.Equal(3, files.Tiers.Count);
    }

    [Fact]
    public void An_override_that_is_there_at_the_start_wins()
    {
        File.WriteAllText(PathOf(ModelsFile.OverrideName), Override);
        using var files = new ModelFiles(_directory.FullName, _log);
        Assert.Equal(0.2m, PriceOfMini(files));
    }

    [Fact]
    public async Task An_override_that_is_written_later_is_read_and_one_that_is_removed_is_forgotten()
    {
        using var files = new ModelFiles(_directory.FullName, _log);
        await ChangeAsync(() => File.WriteAllText(PathOf(ModelsFile.OverrideName), Override), () => PriceOfMini(files) == 0.2m);
        await ChangeAsync(() => File.Delete(PathOf(ModelsFile.OverrideName)), () => PriceOfMini(files) == 0.25m);
    }

    [Fact]
    public async Task A_file_that_becomes_invalid_is_logged_and_the_old_content_stays()
    {
        using var files = new ModelFiles(_directory.FullName, _log);
        await ChangeAsync(() => File.WriteAllText(PathOf(ModelsFile.OverrideName), """{"prices":[{}]}"""), () => _log.Any("prices[0].provider is required"));
        Assert.Equal(0.25m, PriceOfMini(files));
        await ChangeAsync(() => File.WriteAllText(PathOf(TiersFile.Name), """{"free":{"monthly_token_limit":"many"}}"""), () => _log.Any("free.monthly_token_limit must be"));
        Assert.Equal(100_000, files.Tiers["free"].Limits.MonthlyTokenLimit);
    }

    [Fact]
    public void An_invalid_file_stops_the_start()
    {
        File.WriteAllText(PathOf(ModelsFile.OverrideName), """{"prices":[{}]}""");
        var problem = Assert.Throws<ConfigurationInvalidException>(() => new ModelFiles(_directory.FullName, _log).Dispose());
        Assert.StartsWith("config/prices.override.json: prices[0].provider is required", problem.Message);
    }

    private static decimal? PriceOfMini(ModelFiles files) => files.Models.RowsOf("openai", "gpt-5-mini").Last().Input;

    private string PathOf(string name) => Path.Combine(_directory.FullName, name);

    /// <summary>Each reload, good or bad, ends with a log line: the wait is for that.</summary>
    private async Task ChangeAsync(Action change, Func<bool> reached)
    {
        using var patience = new CancellationTokenSource(s_patience, TimeProvider.System);
        change();
        while (!reached()) await _log.Next.WaitAsync(patience.Token);
    }

    private sealed class WaitingLogger : ILogger<ModelFiles>
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public SemaphoreSlim Next { get; } = new(0);

        public bool Any(string text) => _lines.Any(line => line.Contains(text, StringComparison.Ordinal));

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            _lines.Enqueue(formatter(state, exception));
            Next.Release();
        }
    }
}
