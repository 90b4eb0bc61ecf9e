using System.Text.Json;

namespace LlmGateway.Metering.Json;

/// <summary>The fields of a JSON object.</summary>
internal sealed class JsonBodyFields(JsonElement root) : BodyFields
{
    public JsonElement Root => root;

    public override string? Text(string name) => root.Text(name);

    public override long? Integer(string name, long least, long most) => root.Integer(name, least, most);

    public override bool Flag(string name) => root.Flag(name);

    public override string? NumberText(string name) => root.Field(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.AsText(name),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => throw new InvalidFieldException($"'{name}' must be a number or a string.", name),
    };
}
