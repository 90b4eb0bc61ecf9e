using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Metering;

namespace LlmGateway.Tests.Golden;

/// <summary>What is booked for a case, by the table of design section 5; money is left out.</summary>
internal static class GoldenSettlement
{
    public static void Show(JsonObject seen, GoldenFolder folder, Operation operation, CallRequest request, Estimate? estimate, CallOutcome outcome)
    {
        var reading = outcome.Reading;
        var creates = operation.Class == OperationClass.JobSubmission || estimate?.CreatesJob == true;
        if (creates && outcome.Status is >= 200 and < 300 && reading is { Job: { } state, ProviderId: { } id })
        {
            var ids = reading.JobIds.IsEmpty ? [id] : reading.JobIds;
            seen["bound"] = new JsonArray([.. ids.Select(job => (JsonNode)$"{operation.PollPath(request, job)} by {PolledBy(folder, operation.PollPath(request, job))}")]);
            if (state == JobState.Running) return;
        }

        if (Reservation(folder, operation, estimate) is not { } reservation) return;
        if (operation.Class == OperationClass.JobRead && (outcome.Status is not (>= 200 and < 300) || reading.Job is not (JobState.Succeeded or JobState.Failed))) return;
        seen["settlement"] = Shown(Settle.Decide(reservation, outcome, GoldenModels.Catalog));
    }

    private static string PolledBy(GoldenFolder folder, string path) =>
        GoldenProviders.Catalog.Recognise(folder.Provider, "GET", Uri.UnescapeDataString(path.Split('?')[0]))?.Operation is { Class: OperationClass.JobRead } read
            ? read.Name
            : throw new InvalidOperationException($"{path} is not a job read of the catalogue.");

    private static JsonObject Shown(Settlement settlement)
    {
        var posted = JsonSerializer.SerializeToNode(settlement.Posted with { Cost = 0 }, GoldenText.Shown)!.AsObject();
        foreach (var name in QuotaMeters.All.Where(meter => meter == QuotaMeter.Cost || settlement.Posted[meter] == 0).Select(meter => meter.Name())) posted.Remove(name);
        posted.Remove("is_zero");
        var seen = new JsonObject { ["kind"] = JsonSerializer.SerializeToNode(settlement.Kind, GoldenText.Shown), ["posted"] = posted };
        if (settlement.Certainty is { } certainty) seen["certainty"] = JsonSerializer.SerializeToNode(certainty, GoldenText.Shown);
        if (settlement.Reason is { } reason and not "unpriced") seen["reason"] = reason; // There are no prices here.
        return seen;
    }

    /// <summary>The reservation of this call, or the one that a job read names.</summary>
    private static Reservation? Reservation(GoldenFolder folder, Operation operation, Estimate? estimate)
    {
        var job = folder.Request["job"];
        if (estimate is null && job is null) return null;
        var hold = estimate is null ? null : Hold.From(estimate, null);
        var type = OperationTypes.TryParse(job?["type"]?.GetValue<string>(), out var told) ? told : operation.Type;
        return new Reservation
        {
            Id = "rsv_golden",
            AdmittedAt = DateTimeOffset.UnixEpoch,
            GrantedOutputTokens = hold?.Want ?? 0,
            Held = hold?.At(hold.Want) ?? (job!["held"].Deserialize<Amounts>(GoldenText.Shown) with { Calls = 1 }),
            Accounts = [],
            Context = new CallContext
            {
                RequestId = "req_golden",
                Organization = "org",
                ApiKey = "key",
                Provider = folder.Provider,
                Upstream = "default",
                Operation = operation.Name,
                OperationType = estimate?.Type ?? type,
                Model = estimate?.Model ?? job!["model"]!.GetValue<string>(),
                BoundKind = estimate?.BoundKind ?? BoundKind.Proven,
                ExpectedInputTokens = estimate?.Expected.InputTokens ?? 0,
                ExpectedTokens = estimate?.Expected.Tokens ?? 0,
                Requested = operation.Class == OperationClass.JobSubmission || estimate?.CreatesJob == true ? estimate?.Expected : job?["requested"].Deserialize<Usage>(GoldenText.Shown),
                TimeZone = "UTC",
            },
        };
    }
}
