using System.Diagnostics;

namespace LlmGateway.IntegrationTests.Commands;

/// <summary>The gateway's program with a command line, run to its end.</summary>
internal static class GatewayCommand
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = AppContext.BaseDirectory };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "LlmGateway.dll"), .. arguments]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        try
        {
            var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync()).WaitAsync(s_patience);
            await process.WaitForExitAsync().WaitAsync(s_patience);
            return (process.ExitCode, string.Concat(said));
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}
