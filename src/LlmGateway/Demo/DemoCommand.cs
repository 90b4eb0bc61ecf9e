using Spectre.Console;

namespace LlmGateway.Demo;

/// <summary>
/// <c>-- demo</c>: the main job in half a minute, with no account, no key and nothing installed. Simulated providers and a gateway
/// on free ports, a free-tier user and a shared staging key, and calls to all three providers until the quotas stop them.
/// </summary>
internal static class DemoCommand
{
    /// <summary>Columns of a line in a file or a pipe, which has no width of its own.</summary>
    private const int FileWidth = 160;

    private const string Usage = """
        Usage: dotnet run --project src/LlmGateway -- demo

        Shows the gateway at work against simulated providers, in a temporary directory that is removed at the end.
        Takes about half a minute and ends by itself.
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length > 0)
        {
            Console.WriteLine(Usage);
            return args is ["-h" or "--help"] ? 0 : 2;
        }

        var cancellation = Shutdown.OnSignal();
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = FileWidth;
        var report = new DemoReport(AnsiConsole.Console);
        report.Begin();
        await using var stage = await DemoStage.StartAsync(cancellation);
        report.Started(stage);
        try
        {
            await DemoScript.PlayAsync(stage, report, cancellation);
            report.End();
            return 0;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
        catch (DemoFailedException exception)
        {
            Console.Error.WriteLine($"The demo stopped: {exception.Message}");
            return 1;
        }
    }
}
