using System.Diagnostics;
using StackExchange.Redis;

namespace LlmGateway.IntegrationTests.Infrastructure;

/// <summary>A real redis-server on 127.0.0.1 and a free port, as it is run in production (append-only file, no eviction), which can be killed, frozen and emptied.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("llmgateway-redis-");
    private readonly string[] _more;
    private Process? _process;

    private RedisServer(int port, string[] more) => (Port, _more) = (port, more);

    public int Port { get; }

    /// <summary>Of the process, for its costs.</summary>
    public int Id => _process!.Id;

    public string ConnectionString => $"127.0.0.1:{Port},allowAdmin=true";

    /// <param name="more">Further settings, for example <c>--maxmemory 4mb</c>.</param>
    public static async Task<RedisServer> StartAsync(params string[] more)
    {
        var server = new RedisServer(FreePort.Closed(), more);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>Starts with the files that are there, and answers when it has loaded them.</summary>
    public async Task StartAgainAsync()
    {
        var start = new ProcessStartInfo("redis-server") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])
        [
            "--port", $"{Port}", "--bind", "127.0.0.1", "--dir", _directory.FullName, "--appendonly", "yes", "--appendfsync", "everysec", "--save", "",
            "--maxmemory-policy", "noeviction", .. _more,
        ]) start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Eventually.ReachesAsync(AnswersAsync, answers => answers, $"redis-server on port {Port}");
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>A copy of the files as they are now, for <see cref="KillAndGoBackAsync"/>.</summary>
    public string KeepFiles()
    {
        var copy = Directory.CreateTempSubdirectory("llmgateway-redis-copy-").FullName;
        CopyFiles(_directory.FullName, copy);
        return copy;
    }

    /// <summary>The server dies and comes back with older files: what a fail-over to a replica that lagged behind looks like.</summary>
    public async Task KillAndGoBackAsync(string files)
    {
        await KillAsync();
        foreach (var entry in _directory.EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo folder) folder.Delete(recursive: true);
            else entry.Delete();
        }

        CopyFiles(files, _directory.FullName);
        Directory.Delete(files, recursive: true);
        await StartAgainAsync();
    }

    /// <summary>The process stands still: connections stay open, nothing answers.</summary>
    public void Freeze() => Signal("STOP");

    public void Thaw() => Signal("CONT");

    /// <summary>The server forgets everything, its files too.</summary>
    public async Task EmptyAsync()
    {
        await using var connection = await ConnectAsync();
        await connection.GetServer("127.0.0.1", Port).FlushAllDatabasesAsync();
    }

    public async Task<ConnectionMultiplexer> ConnectAsync() => await ConnectionMultiplexer.ConnectAsync(ConnectionString);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            Thaw();
            await KillAsync();
        }

        _directory.Delete(recursive: true);
    }

    private static void CopyFiles(string from, string to)
    {
        foreach (var folder in Directory.GetDirectories(from, "*", SearchOption.AllDirectories)) Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories)) File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-" + name, $"{_process!.Id}"]);
        kill.WaitForExit();
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(ConnectionString + ",connectTimeout=500");
            return await connection.GetDatabase().PingAsync() > TimeSpan.Zero;
        }
        catch (RedisException)
        {
            return false;
        }
    }
}
