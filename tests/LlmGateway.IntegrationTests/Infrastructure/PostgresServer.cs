using System.Diagnostics;
using Npgsql;

namespace LlmGateway.IntegrationTests.Infrastructure;

/// <summary>
/// A real PostgreSQL of a test's own: a fresh cluster in a temporary directory, on a free port of 127.0.0.1, gone at the end. Made for tests, not for data: nothing is
/// synced to disk, because no test pulls the plug. It can be stopped, frozen and started again.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>The server refuses to run as root; its package makes this user.</summary>
    private const string ServerUser = "postgres";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _directory;
    private readonly int _port = FreePort.Closed();
    private readonly string _more;

    private PostgresServer(DirectoryInfo directory, string more) => (_directory, _more) = (directory, more);

    /// <summary>As <c>ConnectionStrings:Ledger</c> takes it; by default for an empty database that each server has.</summary>
    public string ConnectionString(string database = "llmgateway") => FormattableString.Invariant($"Host=127.0.0.1;Port={_port};Database={database};Username=postgres;Maximum Pool Size=50");

    /// <param name="more">Further settings, for example <c>-c fsync=on</c>.</param>
    public static async Task<PostgresServer> StartAsync(string more = "")
    {
        var server = new PostgresServer(Directory.CreateTempSubdirectory("llmgateway-postgres-"), more);
        if (Environment.UserName == "root") await RunAsync("chown", [ServerUser, server._directory.FullName]);
        await RunServerToolAsync("initdb", "-D", server.Data, "-U", "postgres", "--auth=trust", "--locale=C.UTF-8", "--no-sync");
        await server.StartAgainAsync();
        await server.CreateDatabaseAsync("llmgateway");
        return server;
    }

    /// <summary>A new, empty database on this server, so that tests can share the server.</summary>
    public Task<string> CreateDatabaseAsync() => CreateDatabaseAsync($"test_{Guid.NewGuid():N}");

    public async Task<string> CreateDatabaseAsync(string name)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString("postgres"));
        await using var command = source.CreateCommand($"CREATE DATABASE \"{name}\"");
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    /// <summary>Rows that were read so far per table, by scan or by index. Ends the database's connections first: a connection reports what it read when it ends.</summary>
    public async Task<IReadOnlyDictionary<string, long>> RowsReadAsync(string connection)
    {
        var database = new NpgsqlConnectionStringBuilder(connection).Database!;
        await using (var others = NpgsqlDataSource.Create(ConnectionString("postgres")))
        {
            await using var end = others.CreateCommand("SELECT count(pg_terminate_backend(pid, 60000)) FROM pg_stat_activity WHERE datname = $1");
            end.Parameters.Add(new() { Value = database });
            await end.ExecuteScalarAsync();
        }

        await using var source = NpgsqlDataSource.Create(connection + ";Pooling=false");
        await using var command = source.CreateCommand("SELECT relname, coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) FROM pg_stat_user_tables");
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new Dictionary<string, long>();
        while (await reader.ReadAsync()) rows[reader.GetString(0)] = reader.GetInt64(1);
        return rows;
    }

    public Task StartAgainAsync() => RunServerToolAsync(
        "pg_ctl", "start", "-D", Data, "-w", "-t", "60", "-l", Path.Combine(_directory.FullName, "log"),
        "-o", FormattableString.Invariant($"-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c max_connections=300 {_more}"));

    /// <summary>Ends at once, as a crash does, with recovery at the next start.</summary>
    public Task StopAsync()
    {
        NpgsqlConnection.ClearAllPools();
        return RunServerToolAsync("pg_ctl", "stop", "-D", Data, "-m", "immediate", "-w");
    }

    /// <summary>Connections stay open and nothing answers, as on a machine that hangs.</summary>
    public Task FreezeAsync() => SignalAllAsync("-STOP");

    public Task ThawAsync() => SignalAllAsync("-CONT");

    public async ValueTask DisposeAsync()
    {
        await ThawAsync();
        if (File.Exists(Path.Combine(Data, "postmaster.pid"))) await StopAsync();
        await RunAsync("rm", ["-rf", _directory.FullName]);
    }

    private string Data => Path.Combine(_directory.FullName, "data");

    /// <summary>The main process leads a session of its own; its children are in it.</summary>
    private async Task SignalAllAsync(string signal)
    {
        var pidFile = Path.Combine(Data, "postmaster.pid");
        if (!File.Exists(pidFile)) return;
        var main = (await RunAsync("head", ["-n", "1", pidFile])).Trim();
        var children = (await RunAsync("ps", ["-o", "pid=", "--ppid", main], mayFail: true)).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        await RunAsync("kill", [signal, main, .. children], mayFail: true);
    }

    private static Task<string> RunServerToolAsync(string tool, params string[] arguments)
    {
        var program = FindTool(tool);
        return Environment.UserName == "root" ? RunAsync("runuser", ["-u", ServerUser, "--", program, .. arguments]) : RunAsync(program, arguments);
    }

    /// <summary>Distributions keep the server's tools off the path, in a folder per version: the newest.</summary>
    private static string FindTool(string tool)
    {
        string[] folders = [.. Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [], .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')];
        return folders.SelectMany(folder => (string[])[Path.Combine(folder, "bin", tool), Path.Combine(folder, tool)]).Where(File.Exists).OrderDescending(StringComparer.Ordinal).FirstOrDefault()
            ?? throw new InvalidOperationException($"PostgreSQL's {tool} was not found. Install it: apt-get install -y postgresql");
    }

    private static async Task<string> RunAsync(string program, IEnumerable<string> arguments, bool mayFail = false)
    {
        // The server inherits these pipes and would hold them open: so a file takes what is said.
        var said = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = "/" };
            foreach (var argument in (string[])["-c", "said=$1; shift; exec \"$@\" >\"$said\" 2>&1 </dev/null", "sh", said, program, .. arguments]) start.ArgumentList.Add(argument);
            using var process = Process.Start(start)!;
            using var patience = new CancellationTokenSource(s_patience);
            await process.WaitForExitAsync(patience.Token);
            var text = await File.ReadAllTextAsync(said);
            return process.ExitCode == 0 || mayFail ? text : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {text}");
        }
        finally
        {
            File.Delete(said);
        }
    }
}
