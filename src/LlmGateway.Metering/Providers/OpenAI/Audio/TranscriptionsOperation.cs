using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.OpenAI.Audio;

/// <summary>POST /v1/audio/transcriptions, plain and streamed (fact sheet 3.6, 4.5).</summary>
public sealed class TranscriptionsOperation : FieldsOperation
{
    public override string Name => "openai.audio_transcriptions";

    public override OperationType Type => OperationType.Audio;

    public override OperationClass Class => OperationClass.Metered;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v1/audio/transcriptions")];

    public override string Booking =>
        "Held: the sound's length (from the file, else by its size), in tokens or seconds, and text of that length. Charged: usage (tokens or seconds); for srt and vtt the last time stamp, for text the file's length, computed.";

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new TranscriptReader(estimate!, head);

    private protected override EstimateResult Estimate(CallRequest request, BodyFields fields, ModelCatalog models) => TranscriptRequest.Estimate(fields, request, models);
}
