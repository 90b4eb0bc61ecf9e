using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Gateways;

/// <summary>The command line, against the first gateway.</summary>
internal static class Llmgw
{
    public static async Task<(int ExitCode, string Output)> RunAsync(Fleet fleet, params string[] args)
    {
        using var output = new StringWriter();
        using var input = new StringReader("");
        var exitCode = await Cli.Program.RunAsync(
            [.. args, "--url", fleet.Gateways[0].Address.ToString(), "--token", Stage.AdminToken], new Cli.Terminal(input, output, output) { Environment = _ => null, Width = 400 });
        return (exitCode, output.ToString());
    }
}
