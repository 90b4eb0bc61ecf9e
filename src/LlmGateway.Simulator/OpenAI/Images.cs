using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.OpenAI;

/// <summary>POST /images/generations (fact sheet 3.5): gpt-image models report tokens, dall-e nothing.</summary>
internal static class Images
{
    private const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

    public static async Task AnswerAsync(SimulatedCall call)
    {
        if (call.Text("prompt") is not { } prompt)
        {
            await call.ErrorAsync(400, "Missing required parameter: 'prompt'.");
            return;
        }

        var model = call.Text("model") ?? "dall-e-2";
        var images = call.Number("n") ?? 1;
        var id = Serial.Next("img_");
        var size = call.Text("size") is { } told and not "auto" ? told : "1024x1024";
        if (model.StartsWith("dall-e", StringComparison.Ordinal))
        {
            call.Desk.Bill.Add(new("openai", "images", id, model, 0, 0, 0, 0, images, 0, 0, false));
            await call.JsonAsync(new { created = Serial.Created, data = Enumerable.Repeat(new { url = "https://images.example/fox.png", revised_prompt = prompt }, images) });
            return;
        }

        var quality = call.Text("quality") is { } wanted and not "auto" ? wanted : "medium";
        var input = call.Behaviour.InputTokens ?? TextTokens.Count(prompt);
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
                input_tokens_details = new { text_tokens = input, image_tokens = 0 },
                output_tokens = output,
                output_tokens_details = new { image_tokens = output, text_tokens = 0 },
                total_tokens = input + output,
            },
        });
    }
}
