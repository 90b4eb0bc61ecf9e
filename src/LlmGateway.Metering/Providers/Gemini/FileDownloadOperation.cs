using System.Collections.Immutable;
using LlmGateway.Metering.Providers.Gemini.Reading;

namespace LlmGateway.Metering.Providers.Gemini;

/// <summary>
/// GET files/{id}:download: a file's bytes, for its owner, passed on as they come. The answers of a batch are such a file; when the gateway
/// itself looks at one, it adds up what they used.
/// </summary>
public sealed class FileDownloadOperation : Operation
{
    public override string Name => "gemini.file_download";

    public override OperationType Type => OperationType.Other;

    public override OperationClass Class => OperationClass.Free;

    public override ImmutableArray<OperationRoute> Routes { get; } = GeminiRoutes.Of("GET files/{id}:download", "GET /download/{version}/files/{id}:download");

    public override ImmutableArray<string> References(CallRequest request) => [FileOf(request)];

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new BatchFileReader(FileOf(request), head);

    private static string FileOf(CallRequest request) => "files/" + request.RouteValues["id"];
}
