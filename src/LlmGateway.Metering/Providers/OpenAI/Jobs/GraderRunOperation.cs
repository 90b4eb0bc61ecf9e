using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.ChatCompletions;
using LlmGateway.Metering.Providers.OpenAI.Objects;

namespace LlmGateway.Metering.Providers.OpenAI.Jobs;

/// <summary>POST /v1/fine_tuning/alpha/graders/run: a grader tried out; those that are models use tokens, told by model.</summary>
public sealed class GraderRunOperation : JsonOperation
{
    private const string UnknownModel = "grader";

    public override string Name => "openai.grader_run";

    public override OperationType Type => OperationType.LlmCall;

    public override OperationClass Class => OperationClass.Metered;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v1/fine_tuning/alpha/graders/run")];

    public override string Booking => "Held: twice the context window, open. Charged: model_grader_token_usage_per_model, each at its model's price; zero for graders that are no models.";

    public override ImmutableArray<string> References(CallRequest request) => ObjectIds.In(request);

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new GraderReader(head);

    private protected override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        var grader = body.Root.Object("grader") ?? throw new InvalidFieldException("'grader' is required.", "grader");
        var name = grader.Text("model") ?? UnknownModel;
        var input = new Usage { InputTokens = OpenCall.Input(models.Find("openai", name)) };
        return new Estimate { Model = name, Type = request.DeclaredType ?? Type, BoundKind = BoundKind.Open, Expected = input, Bound = input };
    }

    private sealed class GraderReader(ResponseHead head) : UsageReader
    {
        private static readonly JsonShape s_shape = new(["model_grader_token_usage_per_model"]);

        private readonly JsonScanner _scanner = new(s_shape);

        public override void Read(ReadOnlySpan<byte> bytes) => _scanner.Read(bytes);

        public override UsageReading Complete(bool whole)
        {
            var usage = head.IsSuccess ? ModelUsage.OfMap(_scanner.Value("model_grader_token_usage_per_model")) : null;
            return new() { Usage = usage, Final = usage is not null, AnythingSeen = _scanner.AnythingSeen };
        }
    }
}
