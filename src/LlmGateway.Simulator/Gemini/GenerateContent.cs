using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.Gemini;

/// <summary>generateContent and streamGenerateContent (fact sheet 3.1, 4.1, 4.2): usage is cumulative, thoughts lie outside the candidates.</summary>
internal sealed class GenerateContent(GeminiObjects objects)
{
    private static readonly JsonSerializerOptions s_pretty = new() { WriteIndented = true };

    public async Task PlainAsync(SimulatedCall call)
    {
        if (await BeginAsync(call) is not { } answer) return;
        call.Desk.Bill.Add(answer.Line("generate_content", answer.Generation.Output, cut: false));
        await call.JsonAsync(Shown(call, answer.Chunk(answer.Generation.Whole, answer.Generation.Output, last: true)));
    }

    public async Task StreamAsync(SimulatedCall call)
    {
        if (await BeginAsync(call) is not { } answer) return;
        var events = call.Http.Request.Query["alt"] == "sse";
        call.BeginStream(events ? "text/event-stream" : "application/json; charset=UTF-8");
        if (events) call.Http.Response.Headers.ContentDisposition = "attachment";
        var pieces = answer.Images > 0 || answer.Speech || answer.Tool is not null ? [answer.Generation.Whole] : answer.Generation.Text;
        var sent = 0;
        try
        {
            for (var i = 0; i < pieces.Count; i++)
            {
                if (call.ErrorIsDue)
                {
                    const string Error = "{\"error\":{\"code\":500,\"message\":\"An internal error has occurred.\",\"status\":\"INTERNAL\"}}";
                    await call.PieceAsync(events ? $"data: {Error}\r\n\r\n" : $"{(i == 0 ? "[" : ",\r\n")}{Error}]");
                    call.Desk.Bill.Add(answer.Line("generate_content", sent, cut: true));
                    return;
                }

                var last = i == pieces.Count - 1;
                var output = last ? answer.Generation.Output : sent + TextTokens.Count(pieces[i]);
                if (last) call.Desk.Bill.Add(answer.Line("generate_content", output, cut: false));
                var chunk = Shown(call, answer.Chunk(pieces[i], output, last));
                var text = events ? $"data: {chunk.ToJsonString()}\r\n\r\n" : (i == 0 ? "[" : ",\r\n") + chunk.ToJsonString(s_pretty) + (last ? "\r\n]" : "");
                if (!await call.PieceAsync(text))
                {
                    if (!last) call.Desk.Bill.Add(answer.Line("generate_content", sent, cut: true));
                    return;
                }

                sent = last ? -1 : output;
            }
        }
        catch when (sent >= 0 && sent < answer.Generation.Output)
        {
            call.Desk.Bill.Add(answer.Line("generate_content", sent, cut: true));
            throw;
        }
    }

    private async Task<GeneratedAnswer?> BeginAsync(SimulatedCall call)
    {
        if (call.Body["contents"] is JsonArray or JsonObject) return GeneratedAnswer.Make(call, objects, call.Route("model"), call.Body);
        await call.ErrorAsync(400, "* GenerateContentRequest.contents: contents is not specified");
        return null;
    }

    private static JsonObject Shown(SimulatedCall call, JsonObject chunk)
    {
        if (call.Behaviour.NoUsage) chunk.Remove("usageMetadata");
        return chunk;
    }
}
