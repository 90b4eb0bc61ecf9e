using System.Collections.Immutable;

namespace LlmGateway.Metering.Providers.OpenAI.Jobs;

/// <summary>GET /v1/fine_tuning/jobs/{id}: a look at a fine-tuning job.</summary>
public sealed class FineTuningJobOperation : Operation
{
    public override string Name => "openai.fine_tuning_job";

    public override OperationType Type => OperationType.Other;

    public override OperationClass Class => OperationClass.JobRead;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("GET /v1/fine_tuning/jobs/{id}")];

    public override string Booking => "Nothing of its own: the first sight of the end settles what the submission holds, from trained_tokens.";

    public override string? JobId(CallRequest request) => request.RouteValues["id"];

    public override ImmutableArray<string> References(CallRequest request) => [request.RouteValues["id"]];

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new FineTuningReader(head);
}
