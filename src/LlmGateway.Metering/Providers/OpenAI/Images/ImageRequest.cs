using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Tokens;

namespace LlmGateway.Metering.Providers.OpenAI.Images;

/// <summary>What images generations, edits and variations have in common.</summary>
internal static class ImageRequest
{
    private const int MostImages = 10;
    private const int MostPartials = 3;
    private const int MostFrames = 1_000;

    /// <summary>Tokens around the prompt; recorded edits have 22 more than the prompt's own.</summary>
    private const long PromptOverhead = 22;
    private const long PromptSlack = 16;

    /// <summary>An image drawn in SVG is written by a text model besides.</summary>
    private const long MostSvgTokens = 16_384;

    /// <param name="model">The model asked for, or the API's default.</param>
    /// <param name="input">Images to be read; null for none.</param>
    public static Estimate Estimate(BodyFields fields, string model, string? prompt, ImageInput? input, CallRequest request, ModelCatalog models)
    {
        var images = fields.Integer("n", 1, MostImages) ?? 1;
        var (size, quality) = (fields.Text("size"), fields.Text("quality"));
        if (ImageOutput.IsByThePiece(model)) return ByThePiece(model, images, size, quality);
        var text = new TextMeter(TokenCounter.For(models.Find("openai", model).Tokenizer), request.CountExactly);
        text.Add(prompt);
        var frames = fields.Integer("frame_count", 1, MostFrames) ?? 1;
        var partials = fields.Integer("partial_images", 0, MostPartials) ?? 0;
        var output = checked(ImageOutput.Of(model, size, quality, partials) * frames * images);
        var most = input?.Most ?? 0;
        var expected = new Usage
        {
            Images = images,
            InputTokens = checked((text.Expected + PromptOverhead + (input?.Expected ?? 0)) * images),
            OutputTokens = output,
            ImageOutputTokens = output,
        };
        var isSvg = fields.Text("output_format") == "svg";
        return new Estimate
        {
            Model = model,
            Type = OperationType.ImageGeneration,
            BoundKind = ImageOutput.IsCertain(model, size, quality) && input?.IsAssumed != true && !isSvg ? BoundKind.Proven : BoundKind.Assumed,
            Expected = expected,
            Bound = expected with
            {
                InputTokens = checked((Math.Min(text.Ceiling, text.Sampled ? long.MaxValue : text.Expected * 11 / 10) + PromptOverhead + PromptSlack + most) * images),
                ImageInputTokens = checked(most * images),
                Resolution = size,
                Quality = quality,
                Also = isSvg ? [new Usage { OutputTokens = MostSvgTokens }] : [],
            },
            Streamed = fields.Flag("stream"),
        };
    }

    private static Estimate ByThePiece(string model, long images, string? size, string? quality)
    {
        var pieces = new Usage { Images = images, Resolution = size ?? "1024x1024", Quality = quality ?? "standard" };
        return new Estimate { Model = model, Type = OperationType.ImageGeneration, BoundKind = BoundKind.Proven, Expected = pieces, Bound = pieces };
    }
}
