using System.CommandLine;
using LlmGateway.Cli;
using LlmGateway.Cli.Commands;

namespace LlmGateway.Tests.Cli;

public sealed class HelpTests : CliTest
{
    [Theory]
    [InlineData("keys")]
    [InlineData("keys create")]
    [InlineData("limits set")]
    [InlineData("usage reset")]
    [InlineData("ledger")]
    [InlineData("reports")]
    [InlineData("prices show")]
    [InlineData("prices check")]
    public async Task Help_has_a_description_and_examples(string command)
    {
        var output = await SucceedAsync([.. command.Split(' '), "--help"]);

        Assert.Contains("Description:", output);
        Assert.Contains($"Examples:\n  llmgw {command}", output);
    }

    [Fact]
    public async Task Help_of_the_whole_names_every_group()
    {
        var output = await SucceedAsync("--help");

        Assert.All(
            ["organizations", "teams", "users", "keys", "limits", "usage", "ledger", "reports", "prices", "audit", "health", "LLMGW_URL", "LLMGW_TOKEN"],
            name => Assert.Contains(name, output));
    }

    [Fact]
    public void Every_command_has_a_description_and_examples_that_parse()
    {
        var root = LlmGateway.Cli.Program.Build(new Terminal(TextReader.Null, TextWriter.Null, TextWriter.Null) { Environment = _ => null });

        Assert.All(Below(root), command =>
        {
            Assert.False(string.IsNullOrWhiteSpace(command.Description), command.Name);
            var examples = Assert.IsType<GatewayCommand>(command).Examples;
            Assert.NotEmpty(examples);
            Assert.All(examples, example => Assert.Empty(root.Parse(WithoutRedirection(example)["llmgw ".Length..]).Errors));
        });
    }

    private static string WithoutRedirection(string example) => example.Split(" > ")[0];

    private static IEnumerable<Command> Below(Command command) => command.Subcommands.SelectMany(inner => Below(inner).Prepend(inner));
}
