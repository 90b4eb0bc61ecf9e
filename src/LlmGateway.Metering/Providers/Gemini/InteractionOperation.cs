using System.Collections.Immutable;
using LlmGateway.Metering.Providers.Gemini.Reading;

namespace LlmGateway.Metering.Providers.Gemini;

/// <summary>GET interactions/{id}, also as a replayed stream: a look at a stored interaction (fact sheet 4.3, 5).</summary>
public sealed class InteractionOperation : Operation
{
    public override string Name => "gemini.interaction";

    public override OperationType Type => OperationType.LlmCall;

    public override OperationClass Class => OperationClass.JobRead;

    public override ImmutableArray<OperationRoute> Routes { get; } = GeminiRoutes.Of("GET interactions/{id}");

    public override string Booking => "Nothing of its own: an interaction is charged when it is made; one in the background at the first sight of its end.";

    public override ImmutableArray<string> References(CallRequest request) => [JobId(request)!];

    public override string? JobId(CallRequest request) => request.RouteValues["id"];

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new InteractionReader(null, head);

    public override ResponseRewriter? CreateRewriter(CallRequest request, Estimate? estimate, ResponseHead head, string gatewayBase) => new DownloadAddressRewriter(gatewayBase);
}
