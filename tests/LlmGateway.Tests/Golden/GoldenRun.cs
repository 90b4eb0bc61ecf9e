using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Metering;
using LlmGateway.Metering.Json;

namespace LlmGateway.Tests.Golden;

/// <summary>Plays a case through the metering, step by step as the conductor does, and says what came out.</summary>
internal static class GoldenRun
{
    private const long LimitPerChoice = 77;

    public static JsonObject Of(GoldenFolder folder)
    {
        var recognised = GoldenProviders.Catalog.Recognise(folder.Provider, GoldenRequest.Method(folder.Request), GoldenRequest.Path(folder.Request))
            ?? throw new InvalidOperationException("The catalogue does not know this path.");
        var (operation, request) = (recognised.Operation, GoldenRequest.Of(folder, recognised));
        var seen = new JsonObject { ["operation"] = operation.Name };
        Show(seen, "references", operation.References(request));
        if (operation.JobId(request) is { } job) seen["job_id"] = job;
        if (GoldenProviders.Catalog.Provider(folder.Provider).Dialect.Refuse(operation, request) is { } hiding) return Refused(seen, hiding);
        if (!Judge(seen, operation, request, out var estimate)) return seen;
        if (folder.Response is not null) GoldenAnswer.Show(seen, folder, operation, request, estimate);
        return seen;
    }

    /// <summary>False if the request is refused.</summary>
    private static bool Judge(JsonObject seen, Operation operation, CallRequest request, out Estimate? estimate)
    {
        estimate = null;
        if (operation.Class is not (OperationClass.Metered or OperationClass.JobSubmission)) return true;
        switch (operation.Estimate(request, GoldenModels.Catalog))
        {
            case EstimateResult.Rejected { Refusal: var refusal }:
                Refused(seen, refusal);
                return false;
            case EstimateResult.Estimated estimated:
                estimate = estimated.Estimate;
                break;
        }

        seen["estimate"] = GoldenEstimate.Show(estimate!);
        if (!estimate!.Edits.IsEmpty) seen["forwarded"] = Spliced(request, estimate.Edits);
        if (estimate.Output.Slot is { } slot) seen["limited"] = Spliced(request, estimate.Edits.Add(slot.Limit(LimitPerChoice)));
        return true;
    }

    private static JsonObject Refused(JsonObject seen, Refusal refusal)
    {
        seen["refused"] = JsonSerializer.SerializeToNode(refusal, GoldenText.Shown);
        return seen;
    }

    private static string Spliced(CallRequest request, ImmutableArray<BodyEdit> edits) => Encoding.UTF8.GetString(Splice.Apply(request.Body.Span, edits));

    internal static void Show(JsonObject seen, string name, ImmutableArray<string> values)
    {
        if (!values.IsDefaultOrEmpty) seen[name] = JsonSerializer.SerializeToNode(values, GoldenText.Shown);
    }
}
