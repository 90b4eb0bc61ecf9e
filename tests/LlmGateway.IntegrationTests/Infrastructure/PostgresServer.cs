using System.Diagnostics;
using Npgsql;

namespace LlmGateway.IntegrationTests.Infrastructure;

/// <summary>A real PostgreSQL on 127.0.0.1 and a free port, with a data directory of its own, run as the user <c>postgres</c> (it refuses to run as root).</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly string _directory;
    private readonly int _port = FreePort.Closed();

    private PostgresServer(string directory) => _directory = directory;

    /// <summary>Connects to a database; by default to an empty one that each server has.</summary>
    public string ConnectionString(string database = "llmgateway") => $"Host=127.0.0.1;Port={_port};Username=postgres;Database={database};Maximum Pool Size=20";

    public static async Task<PostgresServer> StartAsync()
    {
        var directory = Directory.CreateTempSubdirectory("llmgateway-postgres-").FullName;
        await RunAsync("chown", "postgres", directory);
        var server = new PostgresServer(directory);
        await AsPostgresAsync($"{Binary("initdb")} -D {directory}/data -U postgres -A trust --no-sync --locale=C.UTF-8 >/dev/null");
        await server.StartAgainAsync();
        await server.CreateDatabaseAsync("llmgateway");
        return server;
    }

    public Task StartAgainAsync() => AsPostgresAsync(
        $"{Binary("pg_ctl")} -D {_directory}/data -w -l {_directory}/log -o '-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={_directory} -c fsync=off' start >/dev/null");

    /// <summary>Ends at once, as a crash does.</summary>
    public Task StopAsync()
    {
        NpgsqlConnection.ClearAllPools();
        return AsPostgresAsync($"{Binary("pg_ctl")} -D {_directory}/data -m immediate -w stop >/dev/null");
    }

    public async Task<string> CreateDatabaseAsync(string name)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"CREATE DATABASE \"{name}\"";
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await RunAsync("rm", "-rf", _directory);
    }

    private static string Binary(string name) => Directory.GetDirectories("/usr/lib/postgresql").Order().Select(version => Path.Combine(version, "bin", name)).Last(File.Exists);

    private static Task AsPostgresAsync(string command) =>
        Environment.UserName == "postgres" ? RunAsync("sh", "-c", command) : RunAsync("runuser", "-u", "postgres", "--", "sh", "-c", command);

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, WorkingDirectory = "/" })!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {errors}");
    }
}
