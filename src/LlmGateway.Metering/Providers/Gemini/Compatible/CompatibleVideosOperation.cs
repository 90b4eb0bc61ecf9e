using System.Collections.Immutable;
using System.Globalization;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.Gemini.Compatible;

/// <summary>POST openai/videos, JSON or a form: OpenAI's videos in front of Veo (fact sheet 2a, 5): a job; 8 seconds where none are asked for.</summary>
public sealed class CompatibleVideosOperation : FieldsOperation
{
    private const long DefaultSeconds = 8;
    private const int MostSeconds = 60;

    public override string Name => "gemini.openai_videos";

    public override OperationType Type => OperationType.VideoGeneration;

    public override OperationClass Class => OperationClass.JobSubmission;

    public override ImmutableArray<OperationRoute> Routes { get; } = GeminiRoutes.Of("POST openai/videos");

    public override string Booking => "Held: one video of seconds (8 if absent) at the price of model and size. Charged: seconds of the completed job, else those asked for; a failed one gives all back.";

    public override string PollPath(CallRequest request, string jobId) => GeminiRoutes.Path(request, "openai/videos/" + Uri.EscapeDataString(jobId));

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new CompatibleVideoReader(head);

    private protected override EstimateResult Estimate(CallRequest request, BodyFields fields, ModelCatalog models)
    {
        fields.RequiredText("prompt");
        var video = new Usage { Videos = 1, VideoMilliseconds = Seconds(fields.NumberText("seconds")) * 1000, Resolution = Resolution(fields.Text("size")) };
        return new Estimate { Model = fields.RequiredText("model"), Type = Type, BoundKind = BoundKind.Proven, Expected = video, Bound = video };
    }

    /// <summary>The short side of a size names it: <c>1280x720</c> is 720p.</summary>
    internal static string Resolution(string? size)
    {
        var sides = size?.Split('x') ?? [];
        if (sides.Length != 2 || !int.TryParse(sides[0], NumberStyles.None, CultureInfo.InvariantCulture, out var width) || !int.TryParse(sides[1], NumberStyles.None, CultureInfo.InvariantCulture, out var height)) return "720p";
        return Math.Min(width, height) switch { <= 720 => "720p", <= 1080 => "1080p", _ => "4k" };
    }

    private static long Seconds(string? told) =>
        told is null ? DefaultSeconds
        : int.TryParse(told, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= MostSeconds ? seconds
        : throw new InvalidFieldException($"'seconds' must be a whole number from 1 to {MostSeconds}.", "seconds");
}
