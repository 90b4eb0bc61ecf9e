using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.ChatCompletions;
using LlmGateway.Metering.Providers.OpenAI.Objects;

namespace LlmGateway.Metering.Providers.OpenAI.Jobs;

/// <summary>
/// POST /v1/evals/{id}/runs (fact sheet 2a, 5): a job that calls several models over data the gateway has not read. It may read what the whole account has stored,
/// so it is refused where several organizations share the account.
/// </summary>
public sealed class EvalRunsOperation : JsonOperation
{
    private const string UnknownModel = "evals";

    public override string Name => "openai.eval_runs";

    public override OperationType Type => OperationType.LlmCall;

    public override OperationClass Class => OperationClass.JobSubmission;

    public override bool ListsAccount => true;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v1/evals/{id}/runs")];

    public override string Booking => "Held: twice the context window, open. Charged: per_model_usage of the finished run, each at its model's price.";

    public override ImmutableArray<string> References(CallRequest request) => ObjectIds.In(request).Insert(0, request.RouteValues["id"]);

    public override string PollPath(CallRequest request, string jobId) => $"/v1/evals/{Uri.EscapeDataString(request.RouteValues["id"])}/runs/{Uri.EscapeDataString(jobId)}";

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new EvalRunReader(head);

    private protected override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        var name = body.Root.Object("data_source")?.Text("model") ?? UnknownModel;
        var input = new Usage { InputTokens = OpenCall.Input(models.Find("openai", name)) };
        return new Estimate { Model = name, Type = Type, BoundKind = BoundKind.Open, Expected = input, Bound = input };
    }
}
