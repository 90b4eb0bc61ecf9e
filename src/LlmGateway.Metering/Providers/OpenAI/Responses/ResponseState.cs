using System.Collections.Immutable;
using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Providers.ChatCompletions;

namespace LlmGateway.Metering.Providers.OpenAI.Responses;

/// <summary>What a response object says that the meter cares for.</summary>
internal sealed record ResponseState
{
    /// <summary>The members, from the object's root.</summary>
    public static readonly string[] Paths =
    [
        "id", "status", "model", "service_tier", "usage", "tool_usage", "store", "conversation.id", "tools[].model", "output[].id", "output[].type",
        "output[].container_id", "tools[].container.type", "tools[].container.memory_limit",
    ];

    public string? Id { get; private init; }

    public string? Status { get; private init; }

    public Usage? Usage { get; private init; }

    private JsonElement? Tools { get; init; }

    private IReadOnlyList<string> ToolModels { get; init; } = [];

    private IReadOnlyList<string> OutputTypes { get; init; } = [];

    private IReadOnlyList<string> OutputIds { get; init; } = [];

    /// <summary>Containers that were made for this response; one that the caller named was charged when it was made.</summary>
    private int NewContainers { get; init; }

    private string? ContainerMemory { get; init; }

    private string? Conversation { get; init; }

    private bool IsStored { get; init; }

    public static ResponseState Of(JsonScanner scanner, string prefix)
    {
        var usage = ChatUsage.Read(scanner.Value(prefix + "usage"));
        return new ResponseState
        {
            Id = scanner.Text(prefix + "id"),
            Status = scanner.Text(prefix + "status"),
            Usage = usage is null ? null : usage with { Model = scanner.Text(prefix + "model"), ServiceTier = scanner.Text(prefix + "service_tier") },
            Tools = scanner.Value(prefix + "tool_usage"),
            ToolModels = [.. scanner.Texts(prefix + "tools[].model")],
            OutputTypes = [.. scanner.Texts(prefix + "output[].type")],
            OutputIds = [.. scanner.Texts(prefix + "output[].id")],
            NewContainers = scanner.Texts(prefix + "tools[].container.type").Count == 0 ? 0 : scanner.Texts(prefix + "output[].container_id").Distinct().Count(),
            ContainerMemory = scanner.Texts(prefix + "tools[].container.memory_limit") is [var memory, ..] ? memory : null,
            Conversation = scanner.Text(prefix + "conversation.id"),
            IsStored = scanner.Value(prefix + "store") is not { ValueKind: JsonValueKind.False },
        };
    }

    /// <param name="itemTypes">Types of the items that came one by one; they count where the object lists none.</param>
    public Usage WithTools(IReadOnlyList<string> itemTypes)
    {
        var usage = ToolUsage.Add(Usage!, Tools, OutputTypes.Count > 0 ? OutputTypes : itemTypes, ToolModels);
        return NewContainers == 0 ? usage : usage with { Also = usage.Also.Add(ToolUsage.Container(ContainerMemory ?? ToolUsage.SmallestContainer, NewContainers)) };
    }

    /// <summary>A stored response, and the conversation it stands in, hide all its tokens as input of later calls; its items may be named one by one.</summary>
    public ImmutableArray<CreatedObject> Created(Usage? usage)
    {
        var tokens = usage?.Tokens;
        var created = ImmutableArray.CreateBuilder<CreatedObject>();
        if (Id is not null && IsStored) created.Add(new(Id, tokens));
        if (Conversation is not null) created.Add(new(Conversation, tokens));
        if (IsStored) created.AddRange(OutputIds.Distinct().Select(id => new CreatedObject(id)));
        return created.ToImmutable();
    }
}
