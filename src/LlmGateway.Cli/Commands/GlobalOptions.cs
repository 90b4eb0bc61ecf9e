using System.CommandLine;
using LlmGateway.Cli.Calling;

namespace LlmGateway.Cli.Commands;

/// <summary>The options that every command takes.</summary>
internal sealed class GlobalOptions
{
    private const string DefaultAddress = "http://127.0.0.1:8080";
    private const string DefaultDataDirectory = "./data";

    private readonly Option<string?> _url = new("--url")
    {
        Description = $"Address of the gateway (or LLMGW_URL; default {DefaultAddress}).",
        HelpName = "address",
        Recursive = true,
    };

    private readonly Option<string?> _token = new("--token")
    {
        Description = "Admin token (or LLMGW_TOKEN, which other users of this machine cannot see; else the data directory's file admin-token).",
        HelpName = "token",
        Recursive = true,
    };

    private readonly Option<string?> _dataDirectory = new("--data-dir")
    {
        Description = $"The gateway's data directory, for its file admin-token (default {DefaultDataDirectory}).",
        HelpName = "directory",
        Recursive = true,
    };

    private readonly Option<string?> _organization = new("--organization")
    {
        Description = "Organization in which ids are looked up (default: the gateway's organization 'default').",
        HelpName = "id",
        Recursive = true,
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print the gateway's JSON, indented, and nothing else.",
        Recursive = true,
    };

    public void AddTo(RootCommand root)
    {
        foreach (var option in new Option[] { _url, _token, _dataDirectory, _organization, _json }) root.Add(option);
    }

    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    public Connection Connection(ParseResult parsed, Func<string, string?> environment, bool tokenRequired)
    {
        var address = parsed.GetValue(_url) ?? environment("LLMGW_URL") ?? DefaultAddress;
        var dataDirectory = parsed.GetValue(_dataDirectory) ?? DefaultDataDirectory;
        var token = tokenRequired ? AdminToken.Find(parsed.GetValue(_token), environment("LLMGW_TOKEN"), dataDirectory) : null;
        if (tokenRequired && token is null) throw AdminToken.Missing(dataDirectory);
        return new Connection(Calling.Connection.ParseAddress(address), token, parsed.GetValue(_organization));
    }
}
