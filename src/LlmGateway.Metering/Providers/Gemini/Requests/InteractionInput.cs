using System.Text.Json;
using LlmGateway.Metering.Json;

namespace LlmGateway.Metering.Providers.Gemini.Requests;

/// <summary>The input of an interaction (fact sheet 3.7): a string, a content, or a list of contents, turns or steps; and its tools.</summary>
internal static class InteractionInput
{
    public static void Measure(ContentMeter meter, JsonElement? input)
    {
        if (input is not null) meter.BeginContent();
        switch (input)
        {
            case null: break;
            case { ValueKind: JsonValueKind.String } words: meter.Text.Add(words); break;
            case { ValueKind: JsonValueKind.Object } one: Item(meter, one); break;
            case { ValueKind: JsonValueKind.Array } list:
                foreach (var item in list.EnumerateArray()) Item(meter, item);
                break;
            default: throw new InvalidFieldException("'input' must be a string, a content, or an array of contents or steps.", "input");
        }
    }

    public static void Tools(ContentMeter meter, JsonElement? tools)
    {
        if (tools is null) return;
        if (tools is not { ValueKind: JsonValueKind.Array } list) throw new InvalidFieldException("'tools' must be an array.", "tools");
        foreach (var tool in list.EnumerateArray())
        {
            if (tool.ValueKind != JsonValueKind.Object) throw new InvalidFieldException("Each of 'tools' must be an object.", "tools");
            if (tool.RequiredText("type") is var type && type == "function") meter.Functions.Declaration(tool);
            else meter.Hosted(type);
        }
    }

    private static void Item(ContentMeter meter, JsonElement item)
    {
        if (item.ValueKind == JsonValueKind.String)
        {
            meter.Text.Add(item);
            return;
        }

        if (item.ValueKind != JsonValueKind.Object) throw new InvalidFieldException("Each item of 'input' must be an object.", "input");
        switch (item.Text("type"))
        {
            case "text": meter.Text.Add(item.Field("text"), "text"); break;
            case "image" or "audio" or "video" or "document": Media(meter.Media, item); break;
            case "function_call": meter.Functions.Call(item, 0); break;
            case "function_result": Result(meter, item); break;
            case "thought": meter.Functions.Thought(FunctionMeter.LengthOf(item.Field("signature"))); break;
            case "user_input" or "model_output" or null: Measure(meter, item.Field("content")); break;
            default: meter.Functions.Words(item, names: false); break;
        }
    }

    private static void Media(MediaMeter media, JsonElement item)
    {
        var kind = item.Text("type")!;
        var type = item.Text("mime_type")?.ToLowerInvariant() ?? (kind == "document" ? "application/pdf" : kind);
        var detail = MediaMeter.Detail(item.Text("resolution"));
        if (item.Field("data") is { } data) media.Data(type, data, detail);
        else media.Named(type, item.Text("uri") ?? "", detail);
    }

    /// <summary>A result is text, an object, or a list of contents.</summary>
    private static void Result(ContentMeter meter, JsonElement step)
    {
        if (step.Field("result") is { ValueKind: JsonValueKind.Array } contents) Measure(meter, contents);
        else meter.Functions.Result(step);
    }
}
