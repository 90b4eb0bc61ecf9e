using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.Gemini;

/// <summary>What Gemini's metered operations have in common: query parameters that would hide the usage are refused.</summary>
public abstract class GeminiOperation : JsonOperation
{
    private protected sealed override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models) =>
        HidingParameters.Refuse(request) is { } refusal ? refusal : Measure(request, body, models);

    /// <exception cref="InvalidFieldException">A field is wrong.</exception>
    private protected abstract EstimateResult Measure(CallRequest request, JsonBody body, ModelCatalog models);
}
