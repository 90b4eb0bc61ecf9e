using System.Text;
using System.Text.Json;
using LlmGateway.Metering.Json;

namespace LlmGateway.Metering.Providers.ChatCompletions;

/// <summary>The functions that a model may call, as the text that it reads (<see cref="ToolText"/>).</summary>
internal static class ChatTools
{
    private const string Head = "# Tools\n\n## functions\n\nnamespace functions {\n\n";
    private const string Tail = "} // namespace functions";

    /// <summary>Adds functions and custom tools; others are passed over.</summary>
    /// <exception cref="InvalidFieldException">Tools are no array, or one of them is no object.</exception>
    public static void Add(ChatRequest chat, JsonElement? tools, string param = "tools")
    {
        if (tools is not { ValueKind: not JsonValueKind.Null } list) return;
        if (list.ValueKind != JsonValueKind.Array) throw new InvalidFieldException($"'{param}' must be an array.", param);
        if (list.GetArrayLength() == 0) return;
        var text = new StringBuilder(Head);
        foreach (var tool in list.EnumerateArray())
        {
            if (tool.ValueKind != JsonValueKind.Object) throw new InvalidFieldException($"Each of '{param}' must be an object.", param);
            if (tool.Field("type") is { ValueKind: JsonValueKind.String } type && !type.ValueEquals("function") && !type.ValueEquals("custom")) continue;
            var schema = new ToolText(text, tool);
            schema.Write();
            chat.Text.AddTokens(schema.HiddenTokens);
        }

        if (text.Length == Head.Length) return;
        chat.Text.AddTokens(chat.Overheads.Tools);
        chat.Text.Add(text.Append(Tail).ToString());
    }
}
