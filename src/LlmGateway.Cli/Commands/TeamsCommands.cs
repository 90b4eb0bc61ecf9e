using System.CommandLine;
using LlmGateway.Cli.Rendering;

namespace LlmGateway.Cli.Commands;

internal static class TeamsCommands
{
    private static readonly Column[] s_columns =
    [
        new("Id", "id"), new("Name", "name"), new("Organization", "organization") { GoesAt = 3 },
        new("Active", "is_active"), new("Created", "created_at", ColumnStyle.Time) { GoesAt = 2 },
    ];

    public static Command Build(Sessions sessions)
    {
        var records = new RecordCommands(sessions, "teams", "team", s_columns);
        return new GatewayCommand("teams", "Teams: users and keys that share one quota beside their own.", "llmgw teams create research --name Research")
        {
            Create(sessions, records),
            records.List(),
            records.Show(),
            records.Set(new FieldSet(Name(), ActiveField.Create("team")), "llmgw teams set research --name \"Research and design\""),
            records.Disable(),
            records.Enable(),
            records.Delete(),
        };
    }

    private static GatewayCommand Create(Sessions sessions, RecordCommands records)
    {
        var command = new GatewayCommand("create", "Creates a team.", "llmgw teams create research --name Research --organization acme");
        var id = OptionalId.AddTo(command, "team");
        var fields = new FieldSet(Name());
        fields.AddTo(command);
        sessions.Serve(command, (session, cancel) =>
            records.CreateAsync(session, OptionalId.Body(session, id, fields, nameRequired: true), cancel));
        return command;
    }

    private static Field Name() => Field.Text("--name", "name", "Its name for people (default: the id).");
}
