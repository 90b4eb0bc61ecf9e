using System.Collections.Immutable;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.Gemini.Reading;

namespace LlmGateway.Metering.Providers.Gemini;

/// <summary>
/// POST upload/.../fileSearchStores/{store}:uploadToFileSearchStore: a document that is indexed, which costs as embedding it does (fact sheet
/// 2a, 2c). The bytes pass through unread; how many they were the last answer says. The call that starts an upload brings none.
/// </summary>
public sealed class FileSearchUploadOperation : Operation
{
    /// <summary>The model that documents are indexed with.</summary>
    internal const string IndexModel = "gemini-embedding-001";

    /// <summary>A piece of an upload, where its length is not announced.</summary>
    private const long UsualPiece = 8 * 1024 * 1024;

    private const long LargestPiece = 1L << 40;
    private const long BytesPerToken = 4;
    private const long FewestBytesPerToken = 3;

    public override string Name => "gemini.file_search_upload";

    public override OperationType Type => OperationType.Embedding;

    public override OperationClass Class => OperationClass.Metered;

    public override BodyMode Body => BodyMode.Streamed;

    public override bool CreatesOnce => true;

    public override ImmutableArray<OperationRoute> Routes { get; } = GeminiRoutes.Of(
        "POST /upload/{version}/fileSearchStores/{store}:uploadToFileSearchStore", "PUT /upload/{version}/fileSearchStores/{store}:uploadToFileSearchStore");

    public override string Booking => "Held: the body's length / 3 tokens. Charged: response.sizeBytes / 4 tokens at the embedding price, when the upload ends; the provider reports no tokens.";

    public override ImmutableArray<string> References(CallRequest request) => ["fileSearchStores/" + request.RouteValues["store"]];

    public override EstimateResult Estimate(CallRequest request, ModelCatalog models)
    {
        var bytes = BringsBytes(request) ? Math.Min(request.ContentLength ?? UsualPiece, LargestPiece) : 0;
        return new Estimate
        {
            Model = IndexModel,
            Type = Type,
            BoundKind = BoundKind.Assumed,
            Expected = new() { InputTokens = Tokens(bytes) },
            Bound = new() { InputTokens = bytes / FewestBytesPerToken },
        };
    }

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new IndexedReader(estimate!, head);

    public override string? RewriteHeader(string name, string value, string gatewayBase) => UploadAddress.Rewrite(name, value, gatewayBase);

    internal static long Tokens(long bytes) => bytes / BytesPerToken;

    private static bool BringsBytes(CallRequest request) =>
        request.Query.ContainsKey("upload_id") || request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == false;
}
