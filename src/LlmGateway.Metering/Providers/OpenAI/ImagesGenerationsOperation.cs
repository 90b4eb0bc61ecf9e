using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Tokens;

namespace LlmGateway.Metering.Providers.OpenAI;

/// <summary>POST /v1/images/generations (fact sheet 3.5, 4.4; output tokens: 7). dall-e reports nothing: its price is by the piece.</summary>
public sealed class ImagesGenerationsOperation : JsonOperation
{
    private const int MostImages = 10;
    private const int MostPartials = 3;
    private const long TokensPerPartial = 100;

    public override string Name => "openai.images_generations";

    public override OperationType Type => OperationType.ImageGeneration;

    public override OperationClass Class => OperationClass.Metered;

    public override bool CreatesOnce => true;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v1/images/generations")];

    private protected override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        var root = body.Root;
        var prompt = root.RequiredText("prompt");
        var name = root.Text("model") ?? "dall-e-2";
        var model = models.Find("openai", name);
        var images = root.Integer("n", 1, MostImages) ?? 1;
        var partials = root.Integer("partial_images", 0, MostPartials) ?? 0;
        var (size, quality) = (root.Text("size"), root.Text("quality"));
        var text = new TextMeter(TokenCounter.For(model.Tokenizer), request.CountExactly);
        text.Add(prompt);
        var input = InputBound.Of(text, text.Expected, 0, model);
        var reports = !ModelName.Normalise(name).StartsWith("dall-e", StringComparison.Ordinal);
        var output = reports ? checked((OutputTokens(size, quality) + (partials * TokensPerPartial)) * images) : 0;
        var pieces = new Usage { Images = images, Resolution = reports ? size : size ?? "1024x1024", Quality = reports ? quality : quality ?? "standard" };
        return new Estimate
        {
            Model = name,
            Type = Type,
            BoundKind = reports && quality is null or "auto" ? BoundKind.Assumed : BoundKind.Proven,
            Expected = reports ? pieces with { InputTokens = Math.Min(text.Expected, input), OutputTokens = output, ImageOutputTokens = output } : pieces,
            Bound = reports ? pieces with { InputTokens = input, OutputTokens = output, ImageOutputTokens = output } : pieces,
            Streamed = root.Flag("stream"),
        };
    }

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new ImagesReader(estimate!, head.IsEventStream);

    /// <summary>Of one image; the size or quality that is not told counts as the dearest.</summary>
    private static long OutputTokens(string? size, string? quality)
    {
        var square = size == "1024x1024";
        return quality switch
        {
            "low" => square ? 272 : 408,
            "medium" => square ? 1056 : 1584,
            "high" or "auto" or null => square ? 4160 : 6240,
            _ => 4 * 6240, // xhigh and max: three to four times as much was told of newer models.
        };
    }
}
