using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace LlmGateway.IntegrationTests.Commands;

/// <summary>What a newcomer types first.</summary>
public sealed partial class CommandTests
{
    [Fact]
    public async Task The_demo_shows_calls_to_all_providers_until_quotas_stop_them_and_ends_by_itself()
    {
        var (exitCode, output) = await GatewayCommand.RunAsync("demo");
        Assert.True(exitCode == 0, output);
        foreach (var operation in (string[])["chat_completions", "responses", "generate_content", "stream_generate_content", "predict_long_running", "videos"]) Assert.Matches($@"(?m)^(openai|gemini|heygen) +{operation} ", output);
        foreach (var refusal in (string[])["insufficient_credit: Quota exceeded: videos of user ada", "insufficient_quota: Quota exceeded: tokens of user ada", "insufficient_quota: Quota exceeded: cost of key"]) Assert.Contains(refusal, output, StringComparison.Ordinal);
        Assert.Contains("dotnet run --project src/LlmGateway -- simulate", output, StringComparison.Ordinal);

        // Staging's calls together cost no more than its cap.
        var staging = output[output.IndexOf("\nstaging", StringComparison.Ordinal)..output.IndexOf("The refusals", StringComparison.Ordinal)];
        var costs = Cost().Matches(staging).Select(match => decimal.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        Assert.NotEmpty(costs);
        Assert.InRange(costs.Sum(), 0.000001m, 0.02m);
    }

    [Theory]
    [InlineData("--help", 0)]
    [InlineData("serve", 2)]
    public async Task Help_is_printed_and_an_unknown_command_starts_nothing(string argument, int expected)
    {
        var (exitCode, output) = await GatewayCommand.RunAsync(argument);
        Assert.Equal(expected, exitCode);
        foreach (var command in (string[])["demo", "simulate", "migrate"]) Assert.Contains($"\n  {command} ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_in_use_is_told_in_one_sentence()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var directory = Directory.CreateTempSubdirectory("llmgateway-tests-");
        foreach (var arguments in (string[][])[["simulate", "--port", $"{port}"], [$"--Urls=http://127.0.0.1:{port}", $"--Data:Directory={directory.FullName}", "--Logging:LogLevel:Default=None"]])
        {
            var (exitCode, output) = await GatewayCommand.RunAsync(arguments);
            Assert.Equal(1, exitCode);
            Assert.Contains($"127.0.0.1:{port}", output, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        }

        directory.Delete(recursive: true);
    }

    [GeneratedRegex(@"(?m) \$(0\.\d+) +\$0\.\d{4} *$")]
    private static partial Regex Cost();
}
