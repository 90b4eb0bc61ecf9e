using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Json;

/// <summary>An operation whose request is a JSON object or a form: parses strictly, and turns what is wrong into a precise 400.</summary>
public abstract class FieldsOperation : Operation
{
    public sealed override EstimateResult Estimate(CallRequest request, ModelCatalog models) => StrictReading.Judge(() =>
    {
        if (FormBody.IsForm(request.ContentType)) return Estimate(request, FormBody.Parse(request.Body, request.ContentType!), models);
        using var body = JsonBody.Parse(request.Body);
        return Estimate(request, new JsonBodyFields(body.Root), models);
    });

    /// <exception cref="InvalidFieldException">A field is wrong.</exception>
    private protected abstract EstimateResult Estimate(CallRequest request, BodyFields fields, ModelCatalog models);
}
