using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Metering;

namespace LlmGateway.Tests.Golden;

internal static class GoldenEstimate
{
    public static JsonObject Show(Estimate estimate)
    {
        var seen = new JsonObject { ["model"] = estimate.Model, ["type"] = estimate.Type.Name(), ["kind"] = JsonSerializer.SerializeToNode(estimate.BoundKind, GoldenText.Shown) };
        if (estimate.Streamed) seen["streamed"] = true;
        if (estimate.CreatesJob) seen["creates_job"] = true;
        if (estimate.HideUsage) seen["hide_usage"] = true;
        if (estimate.Sampled) seen["sampled"] = true;
        if (estimate.FreeOfCharge) seen["free_of_charge"] = true;
        if (estimate.ServiceTier is { } tier) seen["service_tier"] = tier;
        seen["expected"] = Quantities(estimate.Expected);
        seen["bound"] = Quantities(estimate.Bound);
        if (estimate.Output.Want > 0) seen["output"] = Output(estimate.Output);
        return seen;
    }

    /// <summary>Numbers that are not known are left out; so is an empty list of other models.</summary>
    public static JsonNode Quantities(Usage usage)
    {
        var seen = JsonSerializer.SerializeToNode(usage, GoldenText.Shown)!.AsObject();
        seen.Remove("also");
        if (!usage.Also.IsDefaultOrEmpty) seen["also"] = new JsonArray([.. usage.Also.Select(Quantities)]);
        return seen;
    }

    private static JsonObject Output(OutputHold output) => new()
    {
        ["want"] = output.Want,
        ["least"] = output.Least,
        ["choices"] = output.Choices,
        ["limited_by_caller"] = output.LimitedByCaller,
    };
}
