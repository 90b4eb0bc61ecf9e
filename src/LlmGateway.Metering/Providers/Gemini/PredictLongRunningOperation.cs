using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.Gemini.Reading;
using LlmGateway.Metering.Providers.Gemini.Requests;

namespace LlmGateway.Metering.Providers.Gemini;

/// <summary>POST models/{model}:predictLongRunning: Veo, a job (fact sheet 3.6, 5). Its end tells no length, so the request's counts.</summary>
public sealed class PredictLongRunningOperation : JsonOperation
{
    private const int MostSamples = 4;
    private const int MostInstances = 4;
    private const long DefaultSeconds = 8;
    private const long SecondsOfExtension = 7;
    private const long MostSeconds = 60;

    public override string Name => "gemini.predict_long_running";

    public override OperationType Type => OperationType.VideoGeneration;

    public override OperationClass Class => OperationClass.JobSubmission;

    public override ImmutableArray<OperationRoute> Routes { get; } = GeminiRoutes.Of("POST models/{model}:predictLongRunning");

    public override string Booking => "Held: instances x parameters.sampleCount videos (1 if absent) of durationSeconds (8 if absent, 7 to extend a video). "
        + "Charged: response.generateVideoResponse.generatedSamples of the finished operation, each of that length.";

    public override ImmutableArray<string> References(CallRequest request) => NamedObjects.Of(request.Body);

    public override string PollPath(CallRequest request, string jobId) => GeminiRoutes.Path(request, jobId);

    private protected override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        var instances = body.Root.RequiredArray("instances");
        if (instances.GetArrayLength() is 0 or > MostInstances) throw new InvalidFieldException($"'instances' must have 1 to {MostInstances} elements.", "instances");
        var parameters = body.Root.Object("parameters");
        var samples = (parameters?.Field("sampleCount", "sample_count") ?? parameters?.Field("numberOfVideos", "number_of_videos"))?.AsInteger("sampleCount", 1, MostSamples) ?? 1;
        var extends = instances.EnumerateArray().Any(instance => instance.ValueKind == JsonValueKind.Object && instance.Field("video") is not null);
        var seconds = parameters?.Field("durationSeconds", "duration_seconds") is { } told ? Seconds(told) : extends ? SecondsOfExtension : DefaultSeconds;
        var videos = samples * instances.GetArrayLength();
        var usage = new Usage
        {
            Videos = videos,
            VideoMilliseconds = videos * seconds * 1000,
            Resolution = parameters?.Field("resolution")?.AsText("resolution").ToLowerInvariant() ?? "720p",
        };
        return new Estimate { Model = request.RouteValues["model"], Type = Type, BoundKind = BoundKind.Proven, Expected = usage, Bound = usage };
    }

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new OperationReader(head);

    /// <summary>A number, or one in a string.</summary>
    private static long Seconds(JsonElement told) =>
        told.ValueKind == JsonValueKind.String && long.TryParse(told.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= MostSeconds
            ? seconds
            : told.AsInteger("durationSeconds", 1, MostSeconds);
}
