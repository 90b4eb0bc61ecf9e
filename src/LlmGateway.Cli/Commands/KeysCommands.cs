using System.CommandLine;
using System.Text.Json.Nodes;
using LlmGateway.Cli.Calling;
using LlmGateway.Cli.Rendering;

namespace LlmGateway.Cli.Commands;

internal static class KeysCommands
{
    private static readonly Column[] s_columns =
    [
        new("Id", "id"), new("Name", "name"), new("User", "user"), new("Team", "team"), new("Organization", "organization") { GoesAt = 3 },
        new("Type", "operation_type") { GoesAt = 1 }, new("Active", "is_active"), new("Expires", "expires_at", ColumnStyle.Time),
        new("Revoked", "revoked_at", ColumnStyle.Time), new("Created", "created_at", ColumnStyle.Time) { GoesAt = 2 },
    ];

    public static Command Build(Sessions sessions)
    {
        var records = new RecordCommands(sessions, "keys", "key", s_columns);
        return new GatewayCommand("keys", "Virtual keys: what programs use instead of a provider's key.", "llmgw keys create alice-laptop --user alice")
        {
            Create(sessions, records),
            records.List(),
            records.Show(),
            records.Set(new FieldSet([Name(), .. Fields(), ActiveField.Create("key")]), "llmgw keys set key_01jb3v9k5n8q2w4x6y7z0a1b2c --allowed-models gpt-5-mini,gemini-2.5-flash"),
            records.Disable(),
            records.Enable(),
            Rotate(sessions, records),
            Revoke(sessions, records),
        };
    }

    private static GatewayCommand Create(Sessions sessions, RecordCommands records)
    {
        var command = new GatewayCommand("create", "Creates a key and shows its secret, once.",
            "llmgw keys create alice-laptop --user alice",
            "llmgw keys create ci --team research --monthly-cost-usd 5.00 --expires-at 2027-01-31",
            "llmgw keys create web-shop --may-name-users true --allowed-models gpt-5-mini");
        var name = new Argument<string>("name") { Description = "What the key is for." };
        var owners = new FieldSet(
            Field.Text("--user", "user", "The user whose quota the key's calls count against.", "id"),
            Field.Text("--team", "team", "The team whose quota they count against (default: the user's team).", "id"));
        var fields = new FieldSet(Fields());
        var limits = LimitFields.ForNewKey();
        command.Add(name);
        owners.AddTo(command);
        fields.AddTo(command);
        limits.AddTo(command);
        sessions.Serve(command, async (session, cancel) =>
        {
            var body = new JsonObject { ["name"] = session.Value(name) };
            foreach (var (field, value) in owners.Read(session.Parsed).Concat(fields.Read(session.Parsed))) body[field] = value?.DeepClone();
            if (limits.Read(session.Parsed) is { Count: > 0 } named) body["limits"] = named;

            var key = await session.Client.PostAsync(AdminPath.Of("keys"), records.WithOrganization(session, body), cancel);
            ShowSecret(session, key, "created");
            return ExitCode.Success;
        });
        return command;
    }

    private static GatewayCommand Rotate(Sessions sessions, RecordCommands records)
    {
        var command = new GatewayCommand("rotate", "Gives a key a new secret and shows it, once; usage and limits stay.",
            "llmgw keys rotate key_01jb3v9k5n8q2w4x6y7z0a1b2c", "llmgw keys rotate key_01jb3v9k5n8q2w4x6y7z0a1b2c --grace 3600");
        var id = records.AddId(command);
        var fields = new FieldSet(Field.Count("--grace", "grace_seconds", "Seconds for which the old secret goes on working (default 0: it stops at once)."));
        fields.AddTo(command);
        sessions.Serve(command, async (session, cancel) =>
        {
            var key = await session.Client.PostAsync(session.Path("keys", session.Value(id), "rotate"), fields.Read(session.Parsed) is { Count: > 0 } named ? named : null, cancel);
            ShowSecret(session, key, "rotated");
            return ExitCode.Success;
        });
        return command;
    }

    private static GatewayCommand Revoke(Sessions sessions, RecordCommands records)
    {
        var command = new GatewayCommand("revoke", "Revokes a key for good: its calls are refused with 401.", "llmgw keys revoke key_01jb3v9k5n8q2w4x6y7z0a1b2c");
        var id = records.AddId(command);
        sessions.Serve(command, async (session, cancel) =>
        {
            var answer = await session.Client.DeleteAsync(session.Path("keys", session.Value(id)), cancel);
            session.Screen.Done(answer, $"Revoked key {session.Value(id)}.");
            return ExitCode.Success;
        });
        return command;
    }

    private static void ShowSecret(Session session, JsonNode? key, string what) =>
        session.Screen.ShowText(key, output => NewKeyText.Write(output, key, what, session.Connection.ShownAddress));

    private static Field Name() => Field.Text("--name", "name", "What the key is for.");

    private static Field[] Fields() =>
    [
        Field.Flag("--may-name-users", "may_name_users", "Lets each call name its user with the header X-LlmGateway-User."),
        Field.Text("--operation-type", "operation_type", "What its text calls count as: llm_call or script_generation.", "type"),
        Field.Names("--allowed-models", "allowed_models", "The only models it may use."),
        Field.Names("--allowed-operations", "allowed_operations", "The only operations it may use, for example openai.chat_completions."),
        Field.Choice("--unknown-objects", "unknown_objects", "May it use provider objects that the gateway has not seen being made?", "refuse", "allow"),
        Field.Time("--expires-at", "expires_at", "When it stops working."),
    ];
}
