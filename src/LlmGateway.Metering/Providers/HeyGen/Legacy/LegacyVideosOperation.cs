using System.Collections.Immutable;
using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.HeyGen.Legacy;

/// <summary>POST /v2/video/generate: up to 50 scenes (fact sheet 2c, 3.9).</summary>
public sealed class LegacyVideosOperation : HeyGenSubmission
{
    private const int MostScenes = 50;
    private const decimal LongestSilence = 3600;

    public override string Name => "heygen.legacy_videos";

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v2/video/generate")];

    public override string Booking => "Held: one video; the seconds of all scenes by their texts (characters / 12 / speed) and silences, 300 where a sound's length is hidden. Charged: data.duration of the finished video in steps of 30 seconds.";

    public override string PollPath(CallRequest request, string jobId) => $"/v1/video_status.get?video_id={Escaped(jobId)}";

    private protected override Estimate Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        var scenes = body.Root.RequiredObjects("video_inputs", MostScenes);
        var photosOnly = scenes.All(scene => scene.Object("character")?.Text("type") == "talking_photo");
        var hidden = scenes.Any(scene => Time(scene) is null) ? SpokenTime.Unknown : 0;
        return Videos(photosOnly ? "legacy/video_generate/photo" : "legacy/video_generate/video_avatar", 1, checked(scenes.Sum(scene => Time(scene) ?? 0) + hidden));
    }

    private protected override UsageReading Read(HeyGenAnswer answer, CallRequest request, Estimate estimate) => JobAnswer.Submitted(answer, answer.Id("video_id"));

    /// <summary>Null where the scene's length is hidden.</summary>
    private static long? Time(JsonElement scene)
    {
        if (scene.Object("voice") is not { } voice) return null;
        if (voice.Text("type") == "silence") return (long)Math.Ceiling((voice.Number("duration", 0, LongestSilence) ?? 1) * 1000);
        return voice.Text("input_text") is { } text ? SpokenTime.Of(text, SpokenTime.Speed(voice)) : null;
    }
}
