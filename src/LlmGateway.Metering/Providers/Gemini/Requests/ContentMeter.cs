using System.Collections.Immutable;
using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Tokens;

namespace LlmGateway.Metering.Providers.Gemini.Requests;

/// <summary>
/// The input of a generateContent request and what is like it: contents, system instruction, tools (fact sheet 3.1, 7). Text counts as it
/// stands, without an overhead of the chat. Both spellings of each field are read.
/// </summary>
internal sealed class ContentMeter
{
    private readonly FunctionCosts _costs;

    public ContentMeter(CallRequest request, string model, ModelRow row)
    {
        Row = row;
        Text = new GeminiText(new TextMeter(TokenCounter.For(row.Tokenizer), request.CountExactly));
        Media = new MediaMeter(row, Text, request.Remembered);
        _costs = FunctionCosts.Of(model);
        Functions = new FunctionMeter(Text, _costs);
        Remembered = request.Remembered;
    }

    public ModelRow Row { get; }

    public GeminiText Text { get; }

    public MediaMeter Media { get; }

    public FunctionMeter Functions { get; }

    public ImmutableDictionary<string, long> Remembered { get; }

    /// <summary>True if the model may look things up, run code or browse while it answers: tools that run at the provider.</summary>
    public bool HasHostedTools { get; private set; }

    /// <summary>True if one of them looks things up for money.</summary>
    public bool MaySearch { get; private set; }

    /// <summary>A list of contents; one alone may stand for it.</summary>
    public void Contents(JsonElement? contents)
    {
        switch (contents)
        {
            case null: break;
            case { ValueKind: JsonValueKind.Array } list:
                foreach (var content in list.EnumerateArray()) Content(content);
                break;
            case { ValueKind: JsonValueKind.Object } one: Content(one); break;
            default: throw new InvalidFieldException("'contents' must be an array of contents.", "contents");
        }
    }

    public void Content(JsonElement? content)
    {
        if (content is not null) BeginContent();
        switch (content)
        {
            case null: break;
            case { ValueKind: JsonValueKind.String } words: Text.Add(words); break;
            case { ValueKind: JsonValueKind.Object } record: Parts(record.Field("parts")); break;
            default: throw new InvalidFieldException("A content must be an object with 'parts'.", "contents");
        }
    }

    /// <summary>A content has a role, which is a token.</summary>
    public void BeginContent() => Text.AddTokens(_costs.Content);

    public void Tools(JsonElement? tools)
    {
        if (tools is null) return;
        if (tools is not { ValueKind: JsonValueKind.Array } list) throw new InvalidFieldException("'tools' must be an array.", "tools");
        foreach (var tool in list.EnumerateArray())
        {
            if (tool.ValueKind != JsonValueKind.Object) throw new InvalidFieldException("Each of 'tools' must be an object.", "tools");
            foreach (var member in tool.EnumerateObject())
            {
                if (member.Name is not ("functionDeclarations" or "function_declarations")) Hosted(member.Name);
                else if (member.Value.ValueKind == JsonValueKind.Array)
                {
                    foreach (var function in member.Value.EnumerateArray()) Functions.Declaration(function);
                }
            }
        }
    }

    /// <summary>A tool by its name in either spelling; running code, reading addresses and looking at a screen cost no more than their tokens.</summary>
    public void Hosted(string tool)
    {
        HasHostedTools = true;
        MaySearch |= tool is not ("codeExecution" or "code_execution" or "urlContext" or "url_context" or "computerUse" or "computer_use");
    }

    private void Parts(JsonElement? parts)
    {
        switch (parts)
        {
            case null: break;
            case { ValueKind: JsonValueKind.Array } list:
                foreach (var part in list.EnumerateArray()) Part(part);
                break;
            case { ValueKind: JsonValueKind.Object } one: Part(one); break;
            default: throw new InvalidFieldException("'parts' must be an array of parts.", "parts");
        }
    }

    private void Part(JsonElement part)
    {
        if (part.ValueKind == JsonValueKind.String)
        {
            Text.Add(part);
            return;
        }

        if (part.ValueKind != JsonValueKind.Object) throw new InvalidFieldException("Each of 'parts' must be an object.", "parts");
        Text.Add(part.Field("text"), "text");
        if (part.Field("inlineData", "inline_data") is { } inline) Media.Inline(inline, Detail(part));
        if (part.Field("fileData", "file_data") is { } file) Media.File(file, Detail(part));
        if (part.Field("functionCall", "function_call") is { } call) Functions.Call(call, FunctionMeter.LengthOf(part.Field("thoughtSignature", "thought_signature")));
        if (part.Field("functionResponse", "function_response") is { } result) Result(result);
        if (part.Field("executableCode", "executable_code") is { } code) Functions.Words(code, names: false);
        if (part.Field("codeExecutionResult", "code_execution_result") is { } output) Functions.Words(output, names: false);
    }

    /// <summary>A result may bring media of its own.</summary>
    private void Result(JsonElement result)
    {
        Functions.Result(result);
        Parts(result.Field("parts"));
    }

    private static string? Detail(JsonElement part) => part.Field("mediaResolution", "media_resolution") switch
    {
        { ValueKind: JsonValueKind.String } word => MediaMeter.Detail(word.AsText("mediaResolution")),
        { ValueKind: JsonValueKind.Object } record => MediaMeter.Detail(record.Text("level")),
        _ => null,
    };
}
