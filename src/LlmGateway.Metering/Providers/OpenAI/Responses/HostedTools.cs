using System.Collections.Immutable;
using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Providers.ChatCompletions;
using LlmGateway.Metering.Providers.OpenAI.Images;

namespace LlmGateway.Metering.Providers.OpenAI.Responses;

/// <summary>Tools of a response that are not functions: those that run inside the provider and may loop, and those whose instructions the body does not show.</summary>
internal sealed class HostedTools
{
    /// <summary>Instructions that a tool of the provider's brings along.</summary>
    private const long HiddenInstructions = 2_000;

    /// <summary>Input of one call of the image model: the prompt it is given, and earlier images.</summary>
    private const long ImageToolInput = 10_000;

    private readonly List<string> _models = [];
    private string? _container;

    public HostedTools(JsonElement? tools)
    {
        if (tools is not { ValueKind: not JsonValueKind.Null } list) return;
        if (list.ValueKind != JsonValueKind.Array) throw new InvalidFieldException("'tools' must be an array.", "tools");
        foreach (var tool in list.EnumerateArray()) Add(tool);
    }

    /// <summary>True if something runs inside the provider and may loop.</summary>
    public bool Any { get; private set; }

    public bool Searches { get; private set; }

    public bool SearchesFiles { get; private set; }

    public bool DrawsImages => _models.Count > 0;

    /// <summary>Tokens of instructions that are not in the body.</summary>
    public long Hidden { get; private set; }

    /// <summary>What the tools may use of other models, for the hold.</summary>
    public ImmutableArray<Usage> Bound()
    {
        var parts = _models.Select(model => new Usage
        {
            Model = model,
            InputTokens = ImageToolInput,
            OutputTokens = ImageOutput.Most,
            ImageOutputTokens = ImageOutput.Most,
        });
        return [.. _container is null ? parts : parts.Append(ToolUsage.Container(_container, 1))];
    }

    public static long MostCalls(JsonElement root) => root.Integer("max_tool_calls", 1, 1000) ?? OpenCall.MostToolCalls;

    private void Add(JsonElement tool)
    {
        if (tool.ValueKind != JsonValueKind.Object) throw new InvalidFieldException("Each of 'tools' must be an object.", "tools");
        var type = tool.Text("type") ?? "";
        switch (type)
        {
            case "function" or "custom": return;
            case "apply_patch" or "local_shell" or "computer" or "computer_use_preview":
                Hidden += HiddenInstructions; // The caller runs it: the model does not go on by itself.
                return;
            case "image_generation": _models.Add(tool.Text("model") ?? ToolUsage.ImageModel); break;
            case "code_interpreter" or "shell": Container(tool); break;
        }

        Any = true;
        Searches |= type.StartsWith("web_search", StringComparison.Ordinal);
        SearchesFiles |= type == "file_search";
    }

    /// <summary>A container made for the call is a session of its own; one that is named was charged when it was made.</summary>
    private void Container(JsonElement tool)
    {
        if (tool.Field("container") is { ValueKind: JsonValueKind.String }) return;
        _container = tool.Object("container")?.Text("memory_limit") ?? ToolUsage.SmallestContainer;
    }
}
