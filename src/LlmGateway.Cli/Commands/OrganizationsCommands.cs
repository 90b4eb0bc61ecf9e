using System.CommandLine;
using LlmGateway.Cli.Rendering;

namespace LlmGateway.Cli.Commands;

internal static class OrganizationsCommands
{
    private static readonly Column[] s_columns =
    [
        new("Id", "id"), new("Name", "name"), new("Time zone", "time_zone"), new("Default tier", "default_tier"),
        new("Active", "is_active"), new("Created", "created_at", ColumnStyle.Time) { GoesAt = 2 },
    ];

    public static Command Build(Sessions sessions)
    {
        var records = new RecordCommands(sessions, "organizations", "organization", s_columns);
        var group = new GatewayCommand("organizations", "Organizations: own users, teams, keys and provider objects; nothing is shared between them.",
            "llmgw organizations create acme --name \"Acme Ltd\" --time-zone Europe/Berlin")
        {
            Create(sessions, records),
            records.List(),
            records.Show(),
            records.Set(new FieldSet([.. Fields(), ActiveField.Create("organization")]), "llmgw organizations set acme --default-tier pro"),
            records.Disable(),
            records.Enable(),
            records.Delete(),
        };
        group.Aliases.Add("orgs");
        return group;
    }

    private static GatewayCommand Create(Sessions sessions, RecordCommands records)
    {
        var command = new GatewayCommand("create", "Creates an organization.",
            "llmgw organizations create acme --name \"Acme Ltd\" --time-zone Europe/Berlin --default-tier pro");
        var id = OptionalId.AddTo(command, "organization");
        var fields = new FieldSet(Fields());
        fields.AddTo(command);
        sessions.Serve(command, (session, cancel) =>
            records.CreateAsync(session, OptionalId.Body(session, id, fields, nameRequired: true), cancel));
        return command;
    }

    private static Field[] Fields() =>
    [
        Field.Text("--name", "name", "Its name for people (default: the id)."),
        Field.Text("--time-zone", "time_zone", "IANA zone in which its months begin (default UTC).", "zone"),
        Field.Text("--default-tier", "default_tier", "Tier of its users that have none of their own: free, pro, enterprise.", "tier"),
    ];
}
