using System.Collections.Immutable;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.Gemini.Reading;
using LlmGateway.Metering.Providers.Gemini.Requests;

namespace LlmGateway.Metering.Providers.Gemini;

/// <summary>POST fileSearchStores/{store}:importFile: a file that was uploaded before is indexed, which costs as embedding it does (fact sheet 2a).</summary>
public sealed class FileSearchImportOperation : JsonOperation
{
    /// <summary>Tokens of a file of which nothing is remembered.</summary>
    private const long UnknownFile = 32_000;

    public override string Name => "gemini.file_search_import";

    public override OperationType Type => OperationType.Embedding;

    public override OperationClass Class => OperationClass.Metered;

    public override bool CreatesOnce => true;

    public override ImmutableArray<OperationRoute> Routes { get; } = GeminiRoutes.Of("POST fileSearchStores/{store}:importFile");

    public override string Booking => "Held and charged: the tokens that were remembered when the file was uploaded, at the embedding price; the provider reports none.";

    public override ImmutableArray<string> References(CallRequest request) => NamedObjects.Of(request.Body).Insert(0, "fileSearchStores/" + request.RouteValues["store"]);

    private protected override EstimateResult Estimate(CallRequest request, JsonBody body, ModelCatalog models)
    {
        var name = body.Root.Field("fileName", "file_name")?.AsText("fileName") ?? throw new InvalidFieldException("'fileName' is required.", "fileName");
        var tokens = new Usage { InputTokens = request.Remembered.GetValueOrDefault(GeminiNames.Find(name) ?? name, UnknownFile) };
        return new Estimate { Model = FileSearchUploadOperation.IndexModel, Type = Type, BoundKind = BoundKind.Assumed, Expected = tokens, Bound = tokens };
    }

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new IndexedReader(estimate!, head);
}
