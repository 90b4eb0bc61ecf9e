using LlmGateway.Metering;
using LlmGateway.Metering.Providers;
using LlmGateway.Operations;

namespace LlmGateway.Pipeline;

/// <summary>Writes a refusal in the provider's own shape. Costs little, counts nothing.</summary>
internal sealed class Refusals(TimeProvider time, Observability.GatewayMetrics metrics, ILogger<Refusals> logger)
{
    public async Task WriteAsync(HttpContext http, Provider provider, Refusal refusal)
    {
        metrics.Refused(provider.Name, refusal.Code);
        Log.Refused(logger, provider.Name, refusal.Code, http.Request.Method, RequestId(http));
        if (http.Response.HasStarted || http.RequestAborted.IsCancellationRequested) return;

        var context = new DialectContext(
            http.Request.Method, Recogniser.ProviderPath(http.Request, provider),
            http.Request.Query["alt"].ToString().Equals("sse", StringComparison.Ordinal), time.GetUtcNow());
        var body = provider.Dialect.Render(refusal, context);
        var response = http.Response;
        response.StatusCode = body.Status;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Json.Length;
        response.Headers["X-LlmGateway-Error"] = refusal.Code;
        response.Headers["x-request-id"] = RequestId(http);
        foreach (var header in body.Headers) response.Headers[header.Key] = header.Value;
        await response.Body.WriteAsync(body.Json, http.RequestAborted);
    }

    private static string RequestId(HttpContext http) => http.Response.Headers["X-LlmGateway-Request-Id"].ToString();
}
