using System.Diagnostics;
using System.Text.RegularExpressions;

namespace LlmGateway.IntegrationTests.Infrastructure;

/// <summary>The gateway as a process of its own, so that it can be killed, frozen, and asked to end.</summary>
public sealed partial class GatewayProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _output = [];

    private GatewayProcess(Process process) => _process = process;

    public Uri Address => _address.Task.Result;

    public bool HasExited => _process.HasExited;

    /// <summary>Of the process, for its costs.</summary>
    public int Id => _process.Id;

    /// <param name="more">Settings beside those of <see cref="Stage.Settings"/>; null removes one.</param>
    public static async Task<GatewayProcess> StartAsync(Uri providers, string directory, IReadOnlyDictionary<string, string?>? more = null)
    {
        var gateway = Launch(providers, directory, more ?? new Dictionary<string, string?>());
        await gateway._address.Task.WaitAsync(s_patience);
        return gateway;
    }

    /// <summary>Starts a gateway that shall refuse to: its exit code and what it said.</summary>
    public static async Task<(int ExitCode, string Output)> RunToItsEndAsync(Uri providers, string directory, IReadOnlyDictionary<string, string?> more)
    {
        await using var gateway = Launch(providers, directory, more);
        return (await gateway.EndAsync(), gateway.Output);
    }

    public string Output
    {
        get { lock (_output) return string.Join('\n', _output); }
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM: it shall end by itself. <see cref="EndAsync"/> waits for that.</summary>
    public void Terminate() => Signal("TERM");

    /// <summary>The exit code, once it has ended.</summary>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(s_patience);
        return _process.ExitCode;
    }

    /// <summary>The process stands still, as on a machine that hangs.</summary>
    public void Freeze() => Signal("STOP");

    public void Thaw() => Signal("CONT");

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    private static GatewayProcess Launch(Uri providers, string directory, IReadOnlyDictionary<string, string?> more)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = AppContext.BaseDirectory };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "LlmGateway.dll"));
        foreach (var (name, value) in Stage.Settings(providers, directory, "http://127.0.0.1:0").Concat(more))
        {
            var variable = name.Replace(":", "__", StringComparison.Ordinal);
            if (value is null) start.Environment.Remove(variable);
            else start.Environment[variable] = value;
        }

        start.Environment["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information";

        var gateway = new GatewayProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        gateway._process.OutputDataReceived += (_, line) => gateway.Heard(line.Data);
        gateway._process.ErrorDataReceived += (_, line) => gateway.Heard(line.Data);
        gateway._process.Exited += (_, _) => gateway._address.TrySetException(new InvalidOperationException($"The gateway ended at start:\n{gateway.Output}"));
        _ = gateway._address.Task.ContinueWith(task => _ = task.Exception, TaskScheduler.Default); // Seen, whoever waits for it.
        gateway._process.Start();
        gateway._process.BeginOutputReadLine();
        gateway._process.BeginErrorReadLine();
        return gateway;
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-" + name, $"{_process.Id}"]);
        kill.WaitForExit();
    }

    private void Heard(string? line)
    {
        if (line is null) return;
        lock (_output) _output.Add(line);
        if (Listening().Match(line) is { Success: true } match) _address.TrySetResult(new Uri(match.Groups[1].Value));
    }

    [GeneratedRegex(@"Now listening on: (http://127\.0\.0\.1:\d+)")]
    private static partial Regex Listening();
}
