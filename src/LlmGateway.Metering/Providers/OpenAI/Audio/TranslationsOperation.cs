using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.OpenAI.Audio;

/// <summary>POST /v1/audio/translations (fact sheet 2a): usually without usage.</summary>
public sealed class TranslationsOperation : FieldsOperation
{
    public override string Name => "openai.audio_translations";

    public override OperationType Type => OperationType.Audio;

    public override OperationClass Class => OperationClass.Metered;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v1/audio/translations")];

    public override string Booking => "Held: the sound's length (from the file, else by its size). Charged: usage or duration where the answer has it; else the file's length, computed.";

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new TranscriptReader(estimate!, head);

    private protected override EstimateResult Estimate(CallRequest request, BodyFields fields, ModelCatalog models) => TranscriptRequest.Estimate(fields, request, models);
}
