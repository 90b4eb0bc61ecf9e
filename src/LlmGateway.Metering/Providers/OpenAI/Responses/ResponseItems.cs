using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Providers.ChatCompletions;

namespace LlmGateway.Metering.Providers.OpenAI.Responses;

/// <summary>The input of a response: a string, or items (messages, calls of tools and what they gave, reasoning, compactions).</summary>
internal sealed class ResponseItems(ChatRequest chat)
{
    /// <summary>Names whose values are no words: ids, statuses, and media, which are not counted as text.</summary>
    private static readonly string[] s_silent =
        ["id", "call_id", "type", "status", "role", "result", "image_url", "file_data", "data", "created_by", "annotations", "logprobs", "container_id", "approval_request_id", "server_label"];

    /// <summary>True if an item is only named and its text is not in the body.</summary>
    public bool HidesInput { get; private set; }

    /// <summary>Reasoning and compactions, which only the provider can read.</summary>
    public EncryptedText Encrypted { get; } = new();

    public void Add(JsonElement? input)
    {
        switch (input)
        {
            case null: break;
            case { ValueKind: JsonValueKind.String } whole:
                chat.Text.AddTokens(ChatOverheads.Message + 1);
                chat.Text.Add(whole);
                break;
            case { ValueKind: JsonValueKind.Array } items:
                foreach (var item in items.EnumerateArray()) Item(item);
                break;
            default: throw new InvalidFieldException("'input' must be a string or an array of items.", "input");
        }
    }

    private void Item(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object) throw new InvalidFieldException("Each item of 'input' must be an object.", "input");
        var type = item.Text("type") ?? "message";
        switch (type)
        {
            case "message":
                if (item.Text("role") == "user") Encrypted.ForgetReasoning();
                chat.Message(item);
                break;
            case "reasoning":
                Encrypted.Reasoning(item.Field("encrypted_content"));
                break;
            case "compaction":
                Encrypted.Compaction(item.Field("encrypted_content"));
                break;
            case "function_call" or "custom_tool_call":
                chat.ToolCall(item);
                break;
            case "function_call_output" or "custom_tool_call_output":
                if (item.Field("output") is { } output) Words(output);
                break;
            case "item_reference":
                HidesInput = true;
                break;
            case "computer_call_output":
                chat.Text.AddTokens(ChatOverheads.Message);
                if (item.Field("output") is { ValueKind: JsonValueKind.Object } screen) chat.Media.Add(screen);
                break;
            case "image_generation_call":
                if (item.Field("result") is not null) chat.Media.Hidden();
                break;
            default:
                chat.Text.AddTokens(ChatOverheads.Message);
                Words(item);
                break;
        }
    }

    private void Words(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String: chat.Text.Add(value); break;
            case JsonValueKind.Number: chat.Text.Add(value.GetRawText()); break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray()) Words(item);
                break;
            case JsonValueKind.Object:
                if (value.Field("type") is { ValueKind: JsonValueKind.String } type && (type.ValueEquals("input_image") || type.ValueEquals("input_file"))) chat.Media.Add(value);
                else Members(value);
                break;
        }
    }

    private void Members(JsonElement value)
    {
        foreach (var member in value.EnumerateObject())
        {
            if (member.NameEquals("encrypted_content")) Encrypted.Compaction(member.Value);
            else if (!s_silent.Any(member.NameEquals)) Words(member.Value);
        }
    }
}
