using System.Collections.Immutable;

namespace LlmGateway.Metering.Providers.HeyGen.Legacy;

/// <summary>GET /v2/photo_avatar/generation/{id}: a look at photos being made (fact sheet 2c).</summary>
public sealed class LegacyPhotoOperation : Operation
{
    public override string Name => "heygen.legacy_photo";

    public override OperationType Type => OperationType.ImageGeneration;

    public override OperationClass Class => OperationClass.JobRead;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("GET /v2/photo_avatar/generation/{id}")];

    public override string? JobId(CallRequest request) => request.RouteValues["id"];

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) =>
        new HeyGenReader(head, answer => JobAnswer.Seen(answer, JobId(request), () => new() { Items = 1, Images = Math.Max(1, answer.Ids("image_url_list").Count()) }));
}
