using Yarp.ReverseProxy.Forwarder;

namespace LlmGateway.Forwarding;

internal static class ForwardingServices
{
    public static IServiceCollection AddForwarding(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<UpstreamKeys>();
        services.AddSingleton<IForwarderHttpClientFactory, ObservedClientFactory>();
        services.AddReverseProxy().LoadFromConfig(configuration.GetSection("ReverseProxy")).AddTransforms<ProviderTransforms>();
        return services;
    }
}
