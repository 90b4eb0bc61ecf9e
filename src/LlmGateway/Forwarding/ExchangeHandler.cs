using LlmGateway.Metering;
using LlmGateway.Observation;

namespace LlmGateway.Forwarding;

/// <summary>
/// The one seam to the provider. A metered request is sent under the exchange's own lifetime and not under YARP's token, which
/// a leaving client cancels: the provider goes on working (and charging), so we go on listening.
/// </summary>
internal sealed class ExchangeHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!request.Options.TryGetValue(Exchange.OptionsKey, out var exchange)) return await base.SendAsync(request, cancellationToken);

        exchange.Dispatching();
        try
        {
            await using var watch = cancellationToken.Register(exchange.Unwatched);
            var response = await base.SendAsync(request, exchange.Lifetime);
            return await exchange.ObserveAsync(response);
        }
        catch (HttpRequestException exception) when (NeverConnected(exception.HttpRequestError))
        {
            exchange.Fail(CallEnd.NotDispatched);
            throw;
        }
        catch
        {
            exchange.Fail(CallEnd.NoAnswer);
            throw;
        }
    }

    private static bool NeverConnected(HttpRequestError error) => error is
        HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or
        HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;
}
