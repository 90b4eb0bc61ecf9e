using System.CommandLine;
using LlmGateway.Cli.Calling;
using LlmGateway.Cli.Rendering;

namespace LlmGateway.Cli.Commands;

/// <summary>One run of one command: what was typed, the client to call with, the screen to show on.</summary>
internal sealed record Session(ParseResult Parsed, Connection Connection, AdminClient Client, Screen Screen, Terminal Terminal)
{
    public string? Organization => Connection.Organization;

    public T? Value<T>(Option<T> option) => Parsed.GetValue(option);

    public string Value(Argument<string> argument) => Parsed.GetRequiredValue(argument);

    /// <summary>A path whose ids are looked up in the organization of <c>--organization</c>.</summary>
    public AdminPath Path(params IEnumerable<string> segments) => AdminPath.Of(segments).With("organization", Organization);
}
