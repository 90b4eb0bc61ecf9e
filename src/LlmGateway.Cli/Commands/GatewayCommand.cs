using System.CommandLine;

namespace LlmGateway.Cli.Commands;

/// <summary>A command with an example that its help shows.</summary>
internal sealed class GatewayCommand(string name, string description, params IReadOnlyList<string> examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; } = examples;
}
