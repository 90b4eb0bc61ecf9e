using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Json;

/// <summary>An operation whose request is a JSON object: parses strictly, and turns what is wrong into a precise 400.</summary>
public abstract class JsonOperation : Operation
{
    public sealed override EstimateResult Estimate(CallRequest request, ModelCatalog models)
    {
        try
        {
            using var body = Open(request);
            return Estimate(request, body, models);
        }
        catch (InvalidFieldException exception)
        {
            return Refusal.Invalid(exception.Message, exception.Param);
        }
        catch (OverflowException)
        {
            return Refusal.Invalid("The numbers of this request are too large to be counted.");
        }
    }

    private protected virtual JsonBody Open(CallRequest request) => JsonBody.Parse(request.Body);

    /// <exception cref="InvalidFieldException">A field is wrong.</exception>
    private protected abstract EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models);
}
