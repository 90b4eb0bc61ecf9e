using System.CommandLine;
using System.Text.Json.Nodes;
using LlmGateway.Cli.Calling;
using LlmGateway.Cli.Rendering;

namespace LlmGateway.Cli.Commands;

internal static class LimitsCommands
{
    public static Command Build(Sessions sessions) => new GatewayCommand("limits",
        "Limits of a key, user, team, organization or upstream key. A number limits, 'unlimited' does not, 'none' inherits (a user from the tier).",
        "llmgw limits set user alice --monthly-tokens 10000 --monthly-cost-usd 5.00")
    {
        Set(sessions),
        Show(sessions),
    };

    private static GatewayCommand Show(Sessions sessions)
    {
        var command = new GatewayCommand("show", "Shows a subject's limits, and where each one comes from.", "llmgw limits show user alice");
        var subject = new SubjectArguments();
        subject.AddTo(command);
        sessions.Serve(command, async (session, cancel) =>
        {
            var limits = await session.Client.GetAsync(subject.Path(session, "limits"), cancel);
            session.Screen.Show(limits, look => LimitsTable.Of(limits, look));
            return ExitCode.Success;
        });
        return command;
    }

    private static GatewayCommand Set(Sessions sessions)
    {
        var command = new GatewayCommand("set", "Changes the limits that are named and keeps the others.",
            "llmgw limits set user alice --monthly-tokens 10000 --monthly-cost-usd 5.00",
            "llmgw limits set team research --videos 20 --window rolling_30_days",
            "llmgw limits set upstream openai/default --tokens-per-minute 200000",
            "llmgw limits set user alice --monthly-tokens none --monthly-calls unlimited",
            "llmgw limits set organization staging --replace --monthly-cost-usd 25");
        var subject = new SubjectArguments();
        var fields = LimitFields.ForRecord();
        var replace = new Option<bool>("--replace") { Description = "Write a new record with only what is named; everything else inherits." };
        subject.AddTo(command);
        fields.AddTo(command);
        command.Add(replace);
        sessions.Serve(command, async (session, cancel) =>
        {
            var path = subject.Path(session, "limits");
            var record = session.Value(replace)
                ? fields.Read(session.Parsed)
                : Merge(await session.Client.GetAsync(path, cancel), fields.ReadSome(session.Parsed), fields);

            var limits = await session.Client.PutAsync(path, record, cancel);
            session.Screen.Show(limits ?? record, look => LimitsTable.Of(limits ?? record, look));
            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>PUT replaces the whole record, so what is not named is sent as it is now. In a record null and absent both mean inherit.</summary>
    private static JsonObject Merge(JsonNode? current, JsonObject changes, FieldSet fields)
    {
        // A record that is not understood must not be taken for an empty one: that would lift every limit that is not named.
        if (current.Field("is_active") is null)
            throw new CommandFailedException(ExitCode.Failure, "The gateway's answer holds no limits record; nothing was changed.", "Are llmgw and the gateway of the same version? --replace writes a whole new record.");

        var record = new JsonObject();
        foreach (var field in fields)
        {
            var value = changes.TryGetPropertyValue(field.Json, out var named) ? named : current.Field(field.Json);
            if (value is not null) record[field.Json] = value.DeepClone();
        }
        return record;
    }
}
