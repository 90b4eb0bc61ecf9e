using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.ChatCompletions;
using LlmGateway.Metering.Providers.OpenAI.Objects;

namespace LlmGateway.Metering.Providers.OpenAI.Responses;

/// <summary>POST /v1/responses, plain, streamed, and in the background (fact sheet 3.3, 4.3, 5).</summary>
public sealed class ResponsesOperation : JsonOperation
{
    private const long SmallestLimit = 16;

    public override string Name => "openai.responses";

    public override OperationType Type => OperationType.LlmCall;

    public override OperationClass Class => OperationClass.Metered;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v1/responses")];

    public override string Booking =>
        "Held: counted input (with previous_response_id or conversation the tokens remembered of it, else the context window; with hosted tools twice the window and their price) and max_output_tokens or the granted share. "
        + "Charged: usage of the answer or of the terminal event, tool_usage besides. In the background: a job.";

    public override ImmutableArray<string> References(CallRequest request) => ObjectIds.In(request);

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new ResponsesReader(head, isJob: estimate?.CreatesJob == true, remembers: true);

    public override string PollPath(CallRequest request, string jobId) => $"/v1/responses/{Uri.EscapeDataString(jobId)}";

    private protected override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        var root = body.Root;
        var name = root.RequiredText("model");
        var model = models.Find("openai", name);
        var tools = new HostedTools(root.Field("tools"));
        var input = ResponseInput.Of(root, name, model, tools, request);
        var output = OutputLimits.Of(root.Integer("max_output_tokens", 1, OutputLimits.LargestLimit), model.MaxOutput, 1, () => JsonSlot.Limit(body, root, "max_output_tokens", SmallestLimit));
        var background = root.Flag("background");
        return new Estimate
        {
            Model = name,
            Type = request.DeclaredType ?? Type,
            BoundKind = input.Kind,
            Expected = new() { InputTokens = input.Expected, OutputTokens = OutputLimits.Expected(output) },
            Bound = new()
            {
                InputTokens = input.Bound,
                ImageInputTokens = input.MostImages,
                AudioInputTokens = 0,
                AudioOutputTokens = 0,
                ImageOutputTokens = 0,
                WebSearches = tools.Searches ? HostedTools.MostCalls(root) : null,
                FileSearches = tools.SearchesFiles ? HostedTools.MostCalls(root) : null,
                Images = tools.DrawsImages ? 1 : null,
                Also = tools.Bound(),
            },
            Output = output,
            Streamed = root.Flag("stream"),
            CreatesJob = background,
            Sampled = input.IsSampled,
            ServiceTier = root.Text("service_tier"),
        };
    }
}
