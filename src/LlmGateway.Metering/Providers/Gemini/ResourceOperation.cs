using System.Collections.Immutable;
using LlmGateway.Metering.Providers.Gemini.Reading;
using LlmGateway.Metering.Providers.Gemini.Requests;

namespace LlmGateway.Metering.Providers.Gemini;

/// <summary>Calls about stored objects and models, which cost nothing (fact sheet 2b): forwarded for the owner of what they name.</summary>
/// <param name="routes">As for <see cref="GeminiRoutes.Of"/>.</param>
internal sealed class ResourceOperation(string name, params ImmutableArray<string> routes) : Operation
{
    public override string Name => name;

    public override OperationType Type => OperationType.Other;

    public override OperationClass Class => OperationClass.Free;

    public override ImmutableArray<OperationRoute> Routes { get; } = GeminiRoutes.Of(routes.AsSpan());

    /// <summary>The object that the path names, with the route's values in braces: <c>files/{id}</c>; null if it names none.</summary>
    public string? Owned { get; init; }

    /// <summary>True if the answer shows objects of the whole account.</summary>
    public bool Lists { get; init; }

    /// <summary>True if the answer may be a new object.</summary>
    public bool Creates { get; init; }

    /// <summary>True if the body may name objects, and is read for it.</summary>
    public bool Names { get; init; }

    /// <summary>True if the answer may tell where an upload goes on.</summary>
    public bool Uploads { get; init; }

    /// <summary>True if the answer may tell where a file can be downloaded.</summary>
    public bool Downloads { get; init; }

    public override BodyMode Body => Names ? BodyMode.Buffered : BodyMode.Streamed;

    public override bool ListsAccount => Lists;

    public override bool CreatesObjects => Creates;

    public override bool ChangesAnswers => Downloads;

    public override ImmutableArray<string> References(CallRequest request)
    {
        var named = Names ? NamedObjects.Of(request.Body) : [];
        return Owned is null ? named : named.Insert(0, OfPath(request));
    }

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => Creates ? new CreatedReader(head) : NoUsageReader.Instance;

    public override ResponseRewriter? CreateRewriter(CallRequest request, Estimate? estimate, ResponseHead head, string gatewayBase) => Downloads ? new DownloadAddressRewriter(gatewayBase) : null;

    public override string? RewriteHeader(string name, string value, string gatewayBase) => Uploads ? UploadAddress.Rewrite(name, value, gatewayBase) : null;

    private string OfPath(CallRequest request)
    {
        var owned = Owned!;
        foreach (var (value, id) in request.RouteValues) owned = owned.Replace($"{{{value}}}", id, StringComparison.Ordinal);
        return owned;
    }
}
