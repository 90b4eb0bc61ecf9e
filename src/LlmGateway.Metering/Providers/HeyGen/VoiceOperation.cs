using System.Collections.Immutable;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>GET /v3/voices/{id}: a voice, or a look at one that is being cloned (its end is called <c>complete</c>; fact sheet 2a).</summary>
public sealed class VoiceOperation : Operation
{
    public override string Name => "heygen.voice";

    public override OperationType Type => OperationType.Audio;

    public override OperationClass Class => OperationClass.JobRead;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("GET /v3/voices/{id}")];

    public override string? JobId(CallRequest request) => request.RouteValues["id"];

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) =>
        new HeyGenReader(head, answer => JobAnswer.Seen(answer, JobId(request), () => new() { Items = 1 }));
}
