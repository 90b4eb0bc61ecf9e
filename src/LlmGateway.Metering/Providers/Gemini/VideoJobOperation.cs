using System.Collections.Immutable;
using LlmGateway.Metering.Providers.Gemini.Reading;

namespace LlmGateway.Metering.Providers.Gemini;

/// <summary>GET models/{model}/operations/{id} and GET operations/{id}: a look at a long-running operation (fact sheet 5).</summary>
public sealed class VideoJobOperation : Operation
{
    public override string Name => "gemini.operation";

    public override OperationType Type => OperationType.VideoGeneration;

    public override OperationClass Class => OperationClass.JobRead;

    public override ImmutableArray<OperationRoute> Routes { get; } = GeminiRoutes.Of("GET models/{model}/operations/{id}", "GET operations/{id}");

    public override ImmutableArray<string> References(CallRequest request) => [JobId(request)!];

    public override string? JobId(CallRequest request) =>
        request.RouteValues.TryGetValue("model", out var model) ? $"models/{model}/operations/{request.RouteValues["id"]}" : $"operations/{request.RouteValues["id"]}";

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new OperationReader(head);

    public override ResponseRewriter? CreateRewriter(CallRequest request, Estimate? estimate, ResponseHead head, string gatewayBase) => new DownloadAddressRewriter(gatewayBase);
}
