using System.Collections.Immutable;

namespace LlmGateway.Metering.Providers.OpenAI;

/// <summary>The content of a video, and its deletion: for its owner, free.</summary>
public sealed class VideoAccessOperation : Operation
{
    public override string Name => "openai.video_access";

    public override OperationType Type => OperationType.VideoGeneration;

    public override OperationClass Class => OperationClass.JobAccess;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("GET /v1/videos/{id}/content"), OperationRoute.Parse("DELETE /v1/videos/{id}")];

    public override string? JobId(CallRequest request) => request.RouteValues["id"];
}
