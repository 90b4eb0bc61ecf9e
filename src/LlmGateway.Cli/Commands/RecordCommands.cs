using System.CommandLine;
using System.Text.Json.Nodes;
using LlmGateway.Cli.Calling;
using LlmGateway.Cli.Rendering;

namespace LlmGateway.Cli.Commands;

/// <summary>What organizations, teams, users and keys have in common: a list, one record, and switching it off and on.</summary>
internal sealed class RecordCommands(Sessions sessions, string collection, string noun, IReadOnlyList<Column> columns)
{
    private bool IsInOrganization => collection != "organizations";

    public Command List()
    {
        var command = new GatewayCommand("list", $"Lists {collection}, newest first.", $"llmgw {collection} list --all");
        var options = new ListOptions();
        options.AddTo(command);
        sessions.Serve(command, (session, cancel) => options.ShowAsync(session, () => Path(session, collection), columns, cancel));
        return command;
    }

    public Command Show()
    {
        var command = new GatewayCommand("show", $"Shows one {noun}.", $"llmgw {collection} show {ExampleId}");
        var id = AddId(command);
        sessions.Serve(command, async (session, cancel) =>
        {
            var record = await session.Client.GetAsync(Path(session, collection, session.Value(id)), cancel);
            session.Screen.Show(record, _ => DetailTable.Of(record));
            return ExitCode.Success;
        });
        return command;
    }

    public Command Disable() => Switch("disable", false, $"Blocks one {noun}: its calls are refused with 403 until it is enabled again.");

    public Command Enable() => Switch("enable", true, $"Lets one {noun} call again.");

    public Command Delete()
    {
        var command = new GatewayCommand("delete", $"Removes one {noun} from use for good; its ledger rows stay.",
            $"llmgw {collection} delete {ExampleId}", $"llmgw {collection} delete {ExampleId} --cascade");
        var id = AddId(command);
        var cascade = new Option<bool>("--cascade") { Description = "Also revoke the live keys below it; without this they keep it from being removed." };
        command.Add(cascade);
        sessions.Serve(command, async (session, cancel) =>
        {
            var path = Path(session, collection, session.Value(id)).With("cascade", session.Value(cascade) ? "true" : null);
            var answer = await session.Client.DeleteAsync(path, cancel);
            session.Screen.Done(answer, $"Removed {noun} {session.Value(id)}.");
            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>Sends the named fields of <paramref name="fields"/> as a PATCH.</summary>
    public Command Set(FieldSet fields, string example)
    {
        var command = new GatewayCommand("set", $"Changes what is named of one {noun}; 'none' clears a field.", example);
        var id = AddId(command);
        fields.AddTo(command);
        sessions.Serve(command, (session, cancel) => PatchAsync(session, session.Value(id), fields.ReadSome(session.Parsed), cancel));
        return command;
    }

    public async Task<int> CreateAsync(Session session, JsonObject body, CancellationToken cancel)
    {
        var record = await session.Client.PostAsync(AdminPath.Of(collection), WithOrganization(session, body), cancel);
        session.Screen.Show(record, _ => DetailTable.Of(record));
        return ExitCode.Success;
    }

    /// <summary>A new record says in its body where it belongs.</summary>
    public JsonObject WithOrganization(Session session, JsonObject body)
    {
        if (IsInOrganization && session.Organization is { } organization) body["organization"] = organization;
        return body;
    }

    public Argument<string> AddId(Command command)
    {
        var id = new Argument<string>("id") { Description = $"The {noun}'s id." };
        command.Add(id);
        return id;
    }

    private GatewayCommand Switch(string name, bool active, string description)
    {
        var command = new GatewayCommand(name, description, $"llmgw {collection} {name} {ExampleId}");
        var id = AddId(command);
        sessions.Serve(command, (session, cancel) => PatchAsync(session, session.Value(id), new JsonObject { ["is_active"] = active }, cancel));
        return command;
    }

    private async Task<int> PatchAsync(Session session, string id, JsonObject changes, CancellationToken cancel)
    {
        var record = await session.Client.PatchAsync(Path(session, collection, id), changes, cancel);
        session.Screen.Show(record, _ => DetailTable.Of(record));
        return ExitCode.Success;
    }

    private string ExampleId => noun switch { "user" => "alice", "team" => "research", "organization" => "acme", _ => "key_01jb3v9k5n8q2w4x6y7z0a1b2c" };

    private AdminPath Path(Session session, params IEnumerable<string> segments) =>
        IsInOrganization ? session.Path(segments) : AdminPath.Of(segments);
}
