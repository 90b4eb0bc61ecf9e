using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>POST /v3/voices/clone: a voice from a recording (fact sheet 2a); one piece a call, if it succeeds.</summary>
public sealed class VoiceClonesOperation : HeyGenSubmission
{
    public override string Name => "heygen.voice_clones";

    public override OperationType Type => OperationType.Audio;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v3/voices/clone")];

    public override string Booking => "Held and charged: one piece, when the voice is complete. HeyGen has told no pay-as-you-go price: where money is limited, refused until one is configured.";

    public override string PollPath(CallRequest request, string jobId) => $"/v3/voices/{Escaped(jobId)}";

    private protected override Estimate Estimate(CallRequest request, JsonBody body, ModelCatalog models) => Items("voice_clone", 1);

    private protected override UsageReading Read(HeyGenAnswer answer, CallRequest request, Estimate estimate) => JobAnswer.Submitted(answer, answer.Id("voice_clone_id", "voice_id", "id"));
}
