using System.Collections;
using System.CommandLine;
using System.Text.Json.Nodes;

namespace LlmGateway.Cli.Commands;

/// <summary>The fields of one body, of which a caller names some.</summary>
internal sealed class FieldSet(params IReadOnlyList<Field> fields) : IEnumerable<Field>
{
    public void AddTo(Command command)
    {
        foreach (var field in fields) command.Add(field.Option);
    }

    /// <summary>A body with what was named, and nothing else.</summary>
    public JsonObject Read(ParseResult parsed)
    {
        var body = new JsonObject();
        foreach (var field in fields)
            if (parsed.GetValue(field.Option) is { } text) body[field.Json] = field.ValueOf(text);
        return body;
    }

    /// <summary>As <see cref="Read"/>; naming nothing is wrong usage.</summary>
    public JsonObject ReadSome(ParseResult parsed)
    {
        var body = Read(parsed);
        if (body.Count > 0) return body;
        throw CommandFailedException.Usage("Nothing to change was named.", "Options: " + string.Join(", ", fields.Select(field => field.Option.Name)));
    }

    public IEnumerator<Field> GetEnumerator() => fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
