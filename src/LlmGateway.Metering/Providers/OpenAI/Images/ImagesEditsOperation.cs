using System.Collections.Immutable;
using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.OpenAI.Objects;

namespace LlmGateway.Metering.Providers.OpenAI.Images;

/// <summary>POST /v1/images/edits, as a form with files or as JSON with references, plain and streamed (fact sheet 2a, 3.5).</summary>
public sealed class ImagesEditsOperation : FieldsOperation
{
    /// <summary>The API's default for the fields that dall-e-2 has; with others it must be a newer model, here the dearest.</summary>
    private const string OldDefault = "dall-e-2";
    private const string NewDefault = "gpt-image-1";
    private const int MostImages = 16;

    private static readonly string[] s_newerFields = ["background", "input_fidelity", "output_format", "output_compression", "moderation", "partial_images", "stream", "quality"];

    public override string Name => "openai.images_edits";

    public override OperationType Type => OperationType.ImageGeneration;

    public override OperationClass Class => OperationClass.Metered;

    public override bool CreatesOnce => true;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v1/images/edits")];

    public override string Booking => "Held: n times the prompt, the images read (by their dimensions) and the image made. Charged: images in the answer and usage (dall-e: the images).";

    public override ImmutableArray<string> References(CallRequest request) => ObjectIds.In(request);

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new ImagesReader(estimate!, head);

    private protected override EstimateResult Estimate(CallRequest request, BodyFields fields, ModelCatalog models)
    {
        var prompt = fields.RequiredText("prompt");
        var model = fields.Text("model") ?? DefaultModel(fields);
        var input = new ImageInput(fields.Text("input_fidelity"), mayChooseHigh: !ImageOutput.IsFirst(model));
        var count = fields is FormBody form ? Files(form, input) : References(((JsonBodyFields)fields).Root, input);
        if (count is 0 or > MostImages) throw new InvalidFieldException($"From 1 to {MostImages} images are needed.", "image");
        return ImageRequest.Estimate(fields, model, prompt, input, request, models);
    }

    private static int Files(FormBody form, ImageInput input)
    {
        var files = form.Files("image").ToArray();
        foreach (var file in files.Concat(form.Files("mask"))) input.Add(file.Span);
        return files.Length;
    }

    private static int References(JsonElement root, ImageInput input)
    {
        var images = root.RequiredArray("images");
        foreach (var image in images.EnumerateArray()) input.Add(image);
        if (root.Field("mask") is { } mask) input.Add(mask);
        return images.GetArrayLength();
    }

    private static string DefaultModel(BodyFields fields)
    {
        if (fields is not FormBody form) return NewDefault; // References came with the newer models.
        return form.Files("image").Count() > 1 || form.Parts.Any(part => Array.IndexOf(s_newerFields, part.Name) >= 0) ? NewDefault : OldDefault;
    }
}
