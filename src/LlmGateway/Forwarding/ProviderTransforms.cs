using System.Net.Http.Headers;
using LlmGateway.Operations;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace LlmGateway.Forwarding;

/// <summary>Takes the virtual key out and puts the upstream key in; drops what must not cross in either direction (design section 6). All else passes.</summary>
internal sealed class ProviderTransforms : ITransformProvider
{
    private static readonly string[] s_requestHeaders =
    [
        "Authorization", "x-goog-api-key", "X-Api-Key", "api-key", "Cookie", "Proxy-Authorization",
        "OpenAI-Organization", "OpenAI-Project", "x-goog-user-project",
        "Forwarded", "Via", "X-Real-IP", "X-Original-URL", "X-Original-Host", "X-HTTP-Method-Override",
        "Accept-Encoding", // The meter reads the answer: identity.
        "Referer", // May carry ?key=.
        "X-Goog-FieldMask", // May leave the usage out of the answer; without it the answer has all its fields.
        "traceparent", "tracestate", "baggage",
        "Expect", // Kestrel has answered it; a provider that does not would cost a second.
    ];

    /// <summary>Would make the provider leave out part of an answer that is read, or the whole of it.</summary>
    private static readonly string[] s_partialHeaders = ["Range", "If-Range", "If-None-Match", "If-Modified-Since"];

    private static readonly string[] s_requestPrefixes = ["X-Forwarded-", "X-LlmGateway-"];

    private static readonly string[] s_responseHeaders =
        ["Set-Cookie", "Alt-Svc", "Strict-Transport-Security", "openai-organization", "openai-project", "Server-Timing"];

    private static readonly string[] s_queryCredentials = ["key", "access_token", "api_key"];

    public void ValidateRoute(TransformRouteValidationContext context) { }

    public void ValidateCluster(TransformClusterValidationContext context) { }

    public void Apply(TransformBuilderContext context)
    {
        context.UseDefaultForwarders = false;
        context.AddRequestTransform(Send);
        context.AddResponseTransform(Receive);
    }

    private static ValueTask Send(RequestTransformContext context)
    {
        var call = context.HttpContext.Features.Get<ForwardedCall>()!;
        var headers = context.ProxyRequest.Headers;
        foreach (var name in s_requestHeaders) headers.Remove(name);
        foreach (var name in call.Exchange is null ? [] : s_partialHeaders) headers.Remove(name);
        RemoveOurs(headers);
        foreach (var name in s_queryCredentials)
        {
            // A query that is touched is written anew, with other escapes; without a credential it passes as it came.
            if (context.HttpContext.Request.Query.ContainsKey(name)) context.Query.Collection.Remove(name);
        }

        headers.Host = null; // Host, SNI and authority are the configured provider's.
        var (header, value) = call.Provider.Dialect.Credential(Recogniser.ProviderPath(context.HttpContext.Request, call.Provider), call.Key.Secret);
        headers.TryAddWithoutValidation(header, value);
        context.ProxyRequest.Options.Set(ForwardedCall.OptionsKey, call);
        return ValueTask.CompletedTask;
    }

    private static ValueTask Receive(ResponseTransformContext context)
    {
        var headers = context.HttpContext.Response.Headers;
        foreach (var name in s_responseHeaders) headers.Remove(name);

        var call = context.HttpContext.Features.Get<ForwardedCall>()!;
        List<(string Name, string Value)>? changed = null;
        foreach (var (name, value) in headers)
        {
            if (call.Operation.RewriteHeader(name, value.ToString(), call.GatewayBase) is { } rewritten) (changed ??= []).Add((name, rewritten));
        }

        foreach (var (name, value) in changed ?? []) headers[name] = value;
        return ValueTask.CompletedTask;
    }

    private static void RemoveOurs(HttpRequestHeaders headers)
    {
        List<string>? ours = null;
        foreach (var header in headers.NonValidated)
        {
            foreach (var prefix in s_requestPrefixes)
            {
                if (header.Key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) (ours ??= []).Add(header.Key);
            }
        }

        foreach (var name in ours ?? []) headers.Remove(name);
    }
}
