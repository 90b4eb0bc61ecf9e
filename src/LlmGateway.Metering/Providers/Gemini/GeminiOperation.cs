using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.Gemini;

/// <summary>What Gemini's metered operations have in common: query parameters that would hide the usage are refused.</summary>
public abstract class GeminiOperation : JsonOperation
{
    private protected sealed override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models) =>
        Hiding(request) is { } name
            ? new Refusal(RefusalCode.UnsupportedParameter, 400, $"The query parameter '{name}' can hide how much a call used, so it is not forwarded; leave it out.", name)
            : Measure(request, body, models);

    /// <exception cref="InvalidFieldException">A field is wrong.</exception>
    private protected abstract EstimateResult Measure(CallRequest request, JsonBody body, ModelCatalog models);

    /// <summary>Field masks, other encodings and callbacks (Google's system parameters).</summary>
    private static string? Hiding(CallRequest request)
    {
        foreach (var name in (ReadOnlySpan<string>)["fields", "$fields", "callback", "$callback"])
        {
            if (request.Query.ContainsKey(name)) return name;
        }

        foreach (var name in (ReadOnlySpan<string>)["alt", "$alt"])
        {
            if (request.Query.TryGetValue(name, out var encoding) && encoding is not ("" or "json" or "sse")) return name;
        }

        return null;
    }
}
