using LlmGateway.Cli;

namespace LlmGateway.Tests.Cli;

/// <summary>Runs commands in process against a server of its own.</summary>
public abstract class CliTest : IAsyncLifetime
{
    private protected AdminApiDouble Api { get; private set; } = null!;

    private protected Dictionary<string, string> Environment { get; } = [];

    private protected string Input { get; set; } = "";

    private protected bool OutIsScreen { get; set; }

    private protected int Width { get; set; } = Terminal.WidthWhenRedirected;

    public async ValueTask InitializeAsync()
    {
        Api = await AdminApiDouble.StartAsync();
        Environment["LLMGW_URL"] = Api.Address;
        Environment["LLMGW_TOKEN"] = AdminApiDouble.Token;
    }

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected async Task<CliOutcome> RunAsync(params string[] args)
    {
        using var output = new Utf8Writer();
        using var error = new Utf8Writer();
        using var input = new StringReader(Input);
        var exitCode = await LlmGateway.Cli.Program.RunAsync(args, new Terminal(input, output, error)
        {
            Environment = name => Environment.GetValueOrDefault(name),
            OutIsScreen = OutIsScreen,
            Width = Width,
        });
        return new CliOutcome(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Runs a command that must succeed; answers standard output.</summary>
    private protected async Task<string> SucceedAsync(params string[] args)
    {
        var outcome = await RunAsync(args);
        Assert.Equal("", outcome.Error);
        Assert.Equal(0, outcome.ExitCode);
        return outcome.Out;
    }

    private protected RecordedRequest OnlyRequest() => Assert.Single(Api.Requests);

    private sealed class Utf8Writer : StringWriter
    {
        public override System.Text.Encoding Encoding => System.Text.Encoding.UTF8;
    }
}
