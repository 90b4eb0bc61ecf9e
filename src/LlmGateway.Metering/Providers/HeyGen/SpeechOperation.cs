using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>POST /v3/voices/speech: speech, whose length the answer tells at once (fact sheet 2a, 3.8).</summary>
public sealed class SpeechOperation : HeyGenSubmission
{
    private const string Model = "tts/starfish";

    public override string Name => "heygen.speech";

    public override OperationType Type => OperationType.Audio;

    public override OperationClass Class => OperationClass.Metered;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v3/voices/speech")];

    public override string Booking => "Held: seconds of sound by the text (characters / 12 / speed). Charged: data.duration of the answer.";

    private protected override Estimate Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        var text = body.Root.RequiredText("text");
        var sound = new Usage { AudioMilliseconds = SpokenTime.Of(text, SpokenTime.Speed(body.Root)), Characters = SpokenTime.Characters(text) };
        return new() { Model = Model, Type = Type, BoundKind = BoundKind.Assumed, Expected = sound, Bound = sound };
    }

    private protected override UsageReading Read(HeyGenAnswer answer, CallRequest request, Estimate estimate)
    {
        var id = answer.Id("request_id");
        return HeyGenAnswer.Milliseconds(answer.Payload.Member("duration")) is { } milliseconds
            ? new() { ProviderId = id, Usage = estimate.Bound with { AudioMilliseconds = milliseconds }, Computed = true, Final = true }
            : new() { ProviderId = id };
    }
}
