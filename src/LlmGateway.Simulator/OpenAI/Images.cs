using System.Globalization;
using System.Text.Json.Nodes;
using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.OpenAI;

/// <summary>POST /images/generations, edits and variations (fact sheet 3.5): gpt-image models report tokens, dall-e nothing.</summary>
internal static class Images
{
    private const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

    private const int TokensOfImage = 194;

    public static Task AnswerAsync(SimulatedCall call) => MakeAsync(call, call.Text("prompt"), given: 0);

    /// <summary>With the images of a form, or those that a JSON body refers to.</summary>
    public static Task EditAsync(SimulatedCall call) =>
        MakeAsync(call, call.Text("prompt"), call.Http.Request.HasFormContentType ? call.Http.Request.Form.Files.Count : (call.Body["images"] as JsonArray)?.Count ?? 1);

    public static Task VaryAsync(SimulatedCall call) => MakeAsync(call, "", given: 1);

    private static async Task MakeAsync(SimulatedCall call, string? prompt, int given)
    {
        if (prompt is null)
        {
            await call.ErrorAsync(400, "Missing required parameter: 'prompt'.");
            return;
        }

        var model = call.Text("model") ?? "dall-e-2";
        var images = int.TryParse(call.Body["n"]?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var wantedImages) ? wantedImages : 1;
        var id = Serial.Next("img_");
        var size = call.Text("size") is { } told and not "auto" ? told : "1024x1024";
        if (model.StartsWith("dall-e", StringComparison.Ordinal))
        {
            call.Desk.Bill.Add(new("openai", "images", id, model, 0, 0, 0, 0, images, 0, 0, false));
            await call.JsonAsync(new { created = Serial.Created, data = Enumerable.Repeat(new { url = "https://images.example/fox.png", revised_prompt = prompt }, images) });
            return;
        }

        var quality = call.Text("quality") is { } wanted and not "auto" ? wanted : "medium";
        var (text, seen) = (call.Behaviour.InputTokens ?? TextTokens.Count(prompt), given * TokensOfImage);
        var input = text + seen;
        var output = call.Behaviour.OutputTokens ?? images * (quality switch { "low" => 272, "high" => 4160, _ => 1056 });
        call.Desk.Bill.Add(new("openai", "images", id, model, input, 0, output, 0, images, 0, 0, false));
        await call.JsonAsync(new
        {
            created = Serial.Created,
            background = "opaque",
            output_format = "png",
            quality,
            size,
            data = Enumerable.Repeat(new { b64_json = Pixel }, images),
            usage = new
            {
                input_tokens = input,
                input_tokens_details = new { text_tokens = text, image_tokens = seen },
                output_tokens = output,
                output_tokens_details = new { image_tokens = output, text_tokens = 0 },
                total_tokens = input + output,
            },
        });
    }
}
