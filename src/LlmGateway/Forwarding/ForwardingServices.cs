using Yarp.ReverseProxy.Forwarder;

namespace LlmGateway.Forwarding;

internal static class ForwardingServices
{
    public static IServiceCollection AddForwarding(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<FailoverOptions>().Bind(configuration.GetSection(FailoverOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<UpstreamKeys>();
        services.AddSingleton<KeyHealth>();
        services.AddSingleton<KeyRotation>();
        services.AddSingleton<IForwarderHttpClientFactory, ObservedClientFactory>();
        services.AddReverseProxy().LoadFromConfig(configuration.GetSection("ReverseProxy")).AddTransforms<ProviderTransforms>();
        return services;
    }
}
