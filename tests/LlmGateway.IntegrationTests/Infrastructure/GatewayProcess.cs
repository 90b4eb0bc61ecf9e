using System.Diagnostics;
using System.Text.RegularExpressions;

namespace LlmGateway.IntegrationTests.Infrastructure;

/// <summary>The gateway as a process of its own, so that it can be killed.</summary>
public sealed partial class GatewayProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _output = [];

    private GatewayProcess(Process process) => _process = process;

    public Uri Address => _address.Task.Result;

    /// <summary>Of the process, for its costs.</summary>
    public int Id => _process.Id;

    /// <param name="settings">On top of the usual ones, or instead of them.</param>
    public static async Task<GatewayProcess> StartAsync(Uri providers, string directory, IReadOnlyDictionary<string, string?>? settings = null)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = AppContext.BaseDirectory };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "LlmGateway.dll"));
        foreach (var (name, value) in Stage.Settings(providers, directory, "http://127.0.0.1:0").Concat(settings ?? new Dictionary<string, string?>())) start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information";

        var gateway = new GatewayProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        gateway._process.OutputDataReceived += (_, line) => gateway.Heard(line.Data);
        gateway._process.ErrorDataReceived += (_, line) => gateway.Heard(line.Data);
        gateway._process.Exited += (_, _) => gateway._address.TrySetException(new InvalidOperationException($"The gateway ended at start:\n{gateway.Output}"));
        gateway._process.Start();
        gateway._process.BeginOutputReadLine();
        gateway._process.BeginErrorReadLine();
        await gateway._address.Task.WaitAsync(TimeSpan.FromSeconds(60));
        return gateway;
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

    private void Heard(string? line)
    {
        if (line is null) return;
        lock (_output) _output.Add(line);
        if (Listening().Match(line) is { Success: true } match) _address.TrySetResult(new Uri(match.Groups[1].Value));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    [GeneratedRegex(@"Now listening on: (http://127\.0\.0\.1:\d+)")]
    private static partial Regex Listening();
}
