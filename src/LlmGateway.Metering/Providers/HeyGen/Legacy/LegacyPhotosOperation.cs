using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.HeyGen.Legacy;

/// <summary>POST /v2/photo_avatar/photo/generate and look/generate: photos of a person that does not exist, at a flat price a call (fact sheet 2c).</summary>
public sealed class LegacyPhotosOperation : HeyGenSubmission
{
    /// <summary>What one call makes.</summary>
    private const long Photos = 4;

    public override string Name => "heygen.legacy_photos";

    public override OperationType Type => OperationType.ImageGeneration;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v2/photo_avatar/photo/generate"), OperationRoute.Parse("POST /v2/photo_avatar/look/generate")];

    public override string Booking => "Held: one piece and four images. Charged: one piece, and the images in the finished generation, when it succeeds.";

    public override string PollPath(CallRequest request, string jobId) => $"/v2/photo_avatar/generation/{Escaped(jobId)}";

    private protected override Estimate Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        var usage = new Usage { Items = 1, Images = Photos };
        return new() { Model = "legacy/photo_avatar_generate", Type = Type, BoundKind = BoundKind.Assumed, Expected = usage, Bound = usage };
    }

    private protected override UsageReading Read(HeyGenAnswer answer, CallRequest request, Estimate estimate) => JobAnswer.Submitted(answer, answer.Id("generation_id"));
}
