using System.Collections.Immutable;

namespace LlmGateway.Metering.Providers.OpenAI.Responses;

/// <summary>
/// GET /v1/responses/{id}, plain or as a replayed stream: the end of a response in the background, or the echo of one that was charged when it was made.
/// </summary>
public sealed class ResponseOperation : Operation
{
    public override string Name => "openai.response";

    public override OperationType Type => OperationType.LlmCall;

    public override OperationClass Class => OperationClass.JobRead;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("GET /v1/responses/{id}")];

    public override string Booking => "Nothing of its own. The first sight of the end of a response in the background settles what its submission holds, from usage; other responses are echoes.";

    public override string? JobId(CallRequest request) => request.RouteValues["id"];

    public override ImmutableArray<string> References(CallRequest request) => [request.RouteValues["id"]];

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new ResponsesReader(head, isJob: true, remembers: true);
}
