using System.CommandLine;
using LlmGateway.Cli.Rendering;

namespace LlmGateway.Cli.Commands;

internal static class UsersCommands
{
    private static readonly Column[] s_columns =
    [
        new("Id", "id"), new("Name", "name"), new("Tier", "tier"), new("Team", "team"), new("Organization", "organization") { GoesAt = 3 },
        new("Active", "is_active"), new("Created", "created_at", ColumnStyle.Time) { GoesAt = 2 },
    ];

    public static Command Build(Sessions sessions)
    {
        var records = new RecordCommands(sessions, "users", "user", s_columns);
        return new GatewayCommand("users", "Users: people or services, each with a tier and limits of their own.", "llmgw users create alice --tier pro --team research")
        {
            Create(sessions, records),
            records.List(),
            records.Show(),
            records.Set(new FieldSet([.. Fields(), ActiveField.Create("user")]), "llmgw users set alice --tier enterprise --team none"),
            records.Disable(),
            records.Enable(),
            records.Delete(),
        };
    }

    private static GatewayCommand Create(Sessions sessions, RecordCommands records)
    {
        var command = new GatewayCommand("create", "Creates a user.", "llmgw users create alice --name \"Alice Example\" --tier pro --team research");
        var id = OptionalId.AddTo(command, "user");
        var fields = new FieldSet(Fields());
        fields.AddTo(command);
        sessions.Serve(command, (session, cancel) =>
            records.CreateAsync(session, OptionalId.Body(session, id, fields, nameRequired: false), cancel));
        return command;
    }

    private static Field[] Fields() =>
    [
        Field.Text("--name", "name", "The user's name for people."),
        Field.Text("--tier", "tier", "free, pro or enterprise; limits of the user's own win over it.", "tier"),
        Field.Text("--team", "team", "The team whose quota the user's calls also count against.", "id"),
    ];
}
