using System.Net;
using LlmGateway.Metering;
using LlmGateway.Observation;

namespace LlmGateway.Forwarding;

/// <summary>
/// The one seam to the provider. A metered request is sent under the exchange's own lifetime and not under YARP's token, which
/// a leaving client cancels: the provider goes on working (and charging), so we go on listening. Before the first byte of an answer has
/// gone to the client, a failed attempt may be followed by one with another key.
/// </summary>
internal sealed class ExchangeHandler(HttpMessageHandler inner, KeyHealth health) : DelegatingHandler(inner)
{
    private const HttpStatusCode Overloaded = (HttpStatusCode)529;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.Options.TryGetValue(ForwardedCall.OptionsKey, out var call)) return await base.SendAsync(request, cancellationToken);
        if (call.Exchange is not { } exchange) return await SendWithAsync(call.Key, request, cancellationToken);

        try
        {
            await using var watch = cancellationToken.Register(exchange.Unwatched);
            var response = call.FailOver is { } failOver
                ? await SendUntilAnsweredAsync(request, call, exchange, failOver)
                : await SendOnceAsync(call.Key, Whole(request, call), exchange);
            var observed = await exchange.ObserveAsync(response);
            if (request.Content is WholeContent { IsSent: true }) call.LetGoOfBody?.Invoke(); // A copy for further attempts lasts as long as the call, and is accounted for by the original.
            return observed;
        }
        catch (Exception exception)
        {
            exchange.Fail(EndOf(exception));
            throw;
        }
    }

    private async Task<HttpResponseMessage> SendUntilAnsweredAsync(
        HttpRequestMessage request, ForwardedCall call, Exchange exchange, Func<CallEnd, int?, Task<UpstreamKey?>> failOver)
    {
        if (request.Content is { } content) await content.LoadIntoBufferAsync(exchange.Lifetime);
        var key = call.Key;
        while (true)
        {
            UpstreamKey? next;
            try
            {
                var response = await SendOnceAsync(key, request, exchange);
                if (!IsOfTheAccount(response.StatusCode)) return response;
                next = await failOver(CallEnd.Whole, (int)response.StatusCode);
                if (next is null) return response;
                response.Dispose();
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException && !exchange.Lifetime.IsCancellationRequested)
            {
                next = await failOver(EndOf(exception), null);
                if (next is null) throw;
            }

            key = next;
            var (header, value) = call.Provider.Dialect.Credential(exchange.Request.Path, key.Secret);
            request.Headers.Remove(header);
            request.Headers.TryAddWithoutValidation(header, value);
        }
    }

    private static HttpRequestMessage Whole(HttpRequestMessage request, ForwardedCall call)
    {
        if (call.Operation.Body == BodyMode.Buffered && request.Content is { } content) request.Content = new WholeContent(content);
        return request;
    }

    private Task<HttpResponseMessage> SendOnceAsync(UpstreamKey key, HttpRequestMessage request, Exchange exchange)
    {
        exchange.Dispatching();
        return SendWithAsync(key, request, exchange.Lifetime);
    }

    private async Task<HttpResponseMessage> SendWithAsync(UpstreamKey key, HttpRequestMessage request, CancellationToken cancellation)
    {
        var response = await base.SendAsync(request, cancellation);
        health.Note(key, response);
        return response;
    }

    /// <summary>What another key, or another moment, may answer better. A 504 is none of these: the work may have been done, and is charged.</summary>
    private static bool IsOfTheAccount(HttpStatusCode status) => status is
        HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or Overloaded;

    private static CallEnd EndOf(Exception exception) => exception is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError
    }
        ? CallEnd.NotDispatched
        : CallEnd.NoAnswer;
}
