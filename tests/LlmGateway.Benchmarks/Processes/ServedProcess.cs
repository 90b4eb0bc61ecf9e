using System.Diagnostics;
using Microsoft.AspNetCore.Builder;

namespace LlmGateway.Benchmarks.Processes;

/// <summary>A part of this program in a process of its own, so that its CPU and memory are its own. It ends when its input closes, also if this program is killed.</summary>
internal sealed class ServedProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServedProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public int Id => _process.Id;

    public static Task<ServedProcess> UpstreamAsync() => StartAsync("upstream");

    public static Task<ServedProcess> YarpAsync(Uri upstream) => StartAsync("yarp", upstream.ToString());

    /// <summary>In the child: serves, says where, and ends with the parent.</summary>
    public static async Task RunUntilClosedAsync(WebApplication app)
    {
        await app.StartAsync();
        Console.WriteLine(app.Urls.First());
        while (await Console.In.ReadLineAsync() is not null) { }
        await app.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(3))) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<ServedProcess> StartAsync(params string[] what)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])[typeof(ServedProcess).Assembly.Location, "serve", .. what]) start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        var address = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"The {what[0]} did not start.");
        return new(process, new Uri(address));
    }
}
