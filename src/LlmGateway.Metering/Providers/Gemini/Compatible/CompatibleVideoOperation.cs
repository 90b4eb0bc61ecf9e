using System.Collections.Immutable;

namespace LlmGateway.Metering.Providers.Gemini.Compatible;

/// <summary>GET openai/videos/{id}: a look at a job.</summary>
public sealed class CompatibleVideoOperation : Operation
{
    public override string Name => "gemini.openai_video";

    public override OperationType Type => OperationType.VideoGeneration;

    public override OperationClass Class => OperationClass.JobRead;

    public override ImmutableArray<OperationRoute> Routes { get; } = GeminiRoutes.Of("GET openai/videos/{id}");

    public override ImmutableArray<string> References(CallRequest request) => [request.RouteValues["id"]];

    public override string? JobId(CallRequest request) => request.RouteValues["id"];

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new CompatibleVideoReader(head);
}
