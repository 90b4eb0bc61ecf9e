using Yarp.ReverseProxy.Forwarder;

namespace LlmGateway.Forwarding;

/// <summary>YARP's clients (no redirects, no cookies, no decompression, no proxy) with our handler around the socket.</summary>
internal sealed class ObservedClientFactory(KeyHealth health) : ForwarderHttpClientFactory
{
    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        base.ConfigureHandler(context, handler);
        handler.ActivityHeadersPropagator = null; // Nothing of ours reaches a provider, trace ids neither.
    }

    protected override HttpMessageHandler WrapHandler(ForwarderHttpClientContext context, HttpMessageHandler handler) => new ExchangeHandler(handler, health);
}
