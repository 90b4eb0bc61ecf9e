using System.CommandLine;
using System.Text.Json.Nodes;

namespace LlmGateway.Cli.Commands;

/// <summary>The id of a new record: the caller's, or one that the gateway makes.</summary>
internal static class OptionalId
{
    public static Argument<string?> AddTo(Command command, string noun)
    {
        var id = new Argument<string?>("id")
        {
            Description = $"Your own id for the {noun}: letters, digits and . _ @ : - (without it the gateway makes one).",
            Arity = ArgumentArity.ZeroOrOne,
        };
        command.Add(id);
        return id;
    }

    public static JsonObject Body(Session session, Argument<string?> argument, FieldSet fields, bool nameRequired)
    {
        var named = fields.Read(session.Parsed);
        var body = new JsonObject();
        if (session.Parsed.GetValue(argument) is { } id)
        {
            body["id"] = id;
            if (nameRequired) body["name"] = id;
        }
        foreach (var (name, value) in named) body[name] = value?.DeepClone();
        if (nameRequired && body["name"] is null) throw CommandFailedException.Usage("Give an id, --name, or both.");
        return body;
    }
}
