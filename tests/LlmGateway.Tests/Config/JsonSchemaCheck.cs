using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LlmGateway.Tests.Config;

/// <summary>As much of JSON Schema (draft 7) as the schemas of config/ use; a keyword that it does not know fails.</summary>
internal sealed class JsonSchemaCheck(JsonObject schema)
{
    private static readonly string[] s_words = ["$schema", "title", "description", "definitions"];

    private readonly List<string> _problems = [];

    public static IReadOnlyList<string> Run(JsonObject schema, JsonNode document)
    {
        var check = new JsonSchemaCheck(schema);
        check.Value(schema, document, "$");
        return check._problems;
    }

    private void Value(JsonObject rule, JsonNode? value, string path)
    {
        foreach (var (keyword, argument) in rule.Where(pair => !s_words.Contains(pair.Key)))
        {
            switch (keyword)
            {
                case "$ref": Value(schema["definitions"]![argument!.GetValue<string>().Split('/')[^1]]!.AsObject(), value, path); break;
                case "type": Require(IsType(value, argument!.GetValue<string>()), path, $"is not of type {argument}"); break;
                case "enum": Require(argument!.AsArray().Any(allowed => JsonNode.DeepEquals(allowed, value)), path, $"is none of {argument.ToJsonString()}"); break;
                case "pattern": Require(value is JsonValue && Regex.IsMatch(value.ToString(), argument!.GetValue<string>()), path, $"does not look like {argument}"); break;
                case "minLength": Require(value is JsonValue && value.ToString().Length >= argument!.GetValue<int>(), path, "is too short"); break;
                case "minimum": Require(value is JsonValue && decimal.Parse(value.ToString()) >= argument!.GetValue<decimal>(), path, "is too small"); break;
                case "maximum": Require(value is JsonValue && decimal.Parse(value.ToString()) <= argument!.GetValue<decimal>(), path, "is too large"); break;
                case "required": Required(argument!.AsArray(), value, path); break;
                case "properties": Properties(argument!.AsObject(), value, path); break;
                case "additionalProperties": Additional(rule, argument!, value, path); break;
                case "items": Items(argument!.AsObject(), value, path); break;
                default: throw new NotSupportedException($"The keyword {keyword} of the schema is not checked.");
            }
        }
    }

    private static bool IsType(JsonNode? value, string type) => (type, value?.GetValueKind()) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) or ("number", JsonValueKind.Number) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("integer", JsonValueKind.Number) => value!.ToString().All(char.IsAsciiDigit),
        _ => false,
    };

    private void Required(JsonArray names, JsonNode? value, string path)
    {
        foreach (var name in names.Select(name => name!.GetValue<string>())) Require(value is JsonObject record && record.ContainsKey(name), path, $"lacks {name}");
    }

    private void Properties(JsonObject rules, JsonNode? value, string path)
    {
        foreach (var (name, member) in value as JsonObject ?? [])
        {
            if (rules[name] is JsonObject rule) Value(rule, member, $"{path}.{name}");
        }
    }

    private void Additional(JsonObject rule, JsonNode argument, JsonNode? value, string path)
    {
        var known = rule["properties"] as JsonObject ?? [];
        foreach (var (name, member) in (value as JsonObject ?? []).Where(member => !known.ContainsKey(member.Key)))
        {
            if (argument is JsonObject others) Value(others, member, $"{path}.{name}");
            else Require(argument.GetValue<bool>(), $"{path}.{name}", "is not a known field");
        }
    }

    private void Items(JsonObject rule, JsonNode? value, string path)
    {
        var index = 0;
        foreach (var item in value as JsonArray ?? []) Value(rule, item, $"{path}[{index++}]");
    }

    private void Require(bool holds, string path, string problem)
    {
        if (!holds) _problems.Add($"{path} {problem}");
    }
}
