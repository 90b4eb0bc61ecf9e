using LlmGateway.Metering;
using LlmGateway.Metering.Providers;
using Yarp.ReverseProxy.Forwarder;

namespace LlmGateway.Pipeline;

/// <summary>YARP answers its own failures without a body; these are the bodies. Null if the provider answered or the client is gone.</summary>
internal static class ForwardingFailure
{
    public static Refusal? Of(HttpContext http, Provider provider)
    {
        if (http.Response.HasStarted || http.RequestAborted.IsCancellationRequested) return null;
        if (http.Features.Get<IForwarderErrorFeature>() is { Error: var error })
        {
            return error switch
            {
                ForwarderError.RequestTimedOut => new(RefusalCode.UpstreamTimeout, 504, $"{provider.Name} did not answer in time. The call may have been worked on and is booked at what was held for it."),
                ForwarderError.RequestBodyClient => Refusal.Invalid("The request's body could not be read: it ends early, is framed wrongly, or comes too slowly."),
                _ => new(RefusalCode.UpstreamUnreachable, 502, $"{provider.Name} could not be reached, or broke off before it answered. Try again."),
            };
        }

        return http.Response.StatusCode == StatusCodes.Status503ServiceUnavailable && http.GetReverseProxyFeature().ProxiedDestination is null
            ? new(RefusalCode.UpstreamUnreachable, 502, $"No address of {provider.Name} is available.")
            : null;
    }
}
