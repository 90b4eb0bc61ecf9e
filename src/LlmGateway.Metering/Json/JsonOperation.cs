using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Json;

/// <summary>An operation whose request is a JSON object: parses strictly, and turns what is wrong into a precise 400.</summary>
public abstract class JsonOperation : Operation
{
    public sealed override EstimateResult Estimate(CallRequest request, ModelCatalog models) => StrictReading.Judge(() =>
    {
        using var body = JsonBody.Parse(request.Body);
        return Estimate(request, body, models);
    });

    /// <exception cref="InvalidFieldException">A field is wrong.</exception>
    private protected abstract EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models);
}
