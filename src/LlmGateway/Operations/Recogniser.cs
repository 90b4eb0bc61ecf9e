using System.Collections.Immutable;
using LlmGateway.Metering;
using LlmGateway.Metering.Providers;
using LlmGateway.Pipeline;
using Microsoft.Extensions.Options;

namespace LlmGateway.Operations;

/// <summary>Step 2: from method and path to an operation of the closed catalogue. What is not in it never reaches a provider.</summary>
internal sealed class Recogniser(OperationCatalog catalog, IOptions<EscapeOptions> escapes, TimeProvider time)
{
    private static readonly string[] s_credentials = ["key", "access_token", "api_key"];

    public Result<RecognisedRequest> Recognise(HttpContext http, Provider provider, OperationType? declared)
    {
        var path = ProviderPath(http.Request, provider);
        if (http.Request.Headers.Upgrade.Count > 0)
        {
            return new Refusal(RefusalCode.UnknownOperation, 404, "This gateway does not forward sockets yet; use the HTTP form of the call.");
        }

        if (catalog.Recognise(provider.Name, http.Request.Method, path) is not { } call)
        {
            return new Refusal(RefusalCode.UnknownOperation, 404, $"{http.Request.Method} {path} is not an operation that this gateway meters, so it is not forwarded to {provider.Name}.");
        }

        if (call.Operation is RefusedOperation refused && !escapes.Value.Allows(refused))
        {
            return new Refusal(RefusalCode.OperationNotAllowed, 403, refused.Reason);
        }

        var request = new CallRequest
        {
            Method = http.Request.Method,
            Path = path,
            RouteValues = call.RouteValues,
            Query = http.Request.Query.Where(item => Array.IndexOf(s_credentials, item.Key) < 0)
                .ToImmutableDictionary(item => item.Key, item => item.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            ContentType = http.Request.ContentType,
            ContentLength = http.Request.ContentLength,
            DeclaredType = declared,
            At = time.GetUtcNow(),
        };
        return provider.Dialect.Refuse(call.Operation, request) is { } refusal ? refusal : new RecognisedRequest(call.Operation, request);
    }

    /// <summary>The path behind <c>/provider</c>. Kestrel has decoded it once and resolved dot segments; YARP forwards this same path.</summary>
    public static string ProviderPath(HttpRequest request, Provider provider)
    {
        var path = request.Path.Value ?? "/";
        return path.Length > provider.Name.Length + 1 ? path[(provider.Name.Length + 1)..] : "/";
    }
}
