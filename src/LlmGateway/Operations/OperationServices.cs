using LlmGateway.Metering.Providers;
using LlmGateway.Metering.Providers.Gemini;
using LlmGateway.Metering.Providers.HeyGen;
using LlmGateway.Metering.Providers.OpenAI;

namespace LlmGateway.Operations;

internal static class OperationServices
{
    public static IServiceCollection AddOperations(this IServiceCollection services, IConfiguration configuration, string configDirectory)
    {
        services.AddOptions<BodyOptions>().Bind(configuration.GetSection(BodyOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<EscapeOptions>().Bind(configuration.GetSection(EscapeOptions.Section));
        services.AddSingleton(new OperationCatalog(OpenAIProvider.Instance, GeminiProvider.Instance, HeyGenProvider.Instance));
        services.AddSingleton(provider => new ModelFiles(configDirectory, provider.GetRequiredService<ILogger<ModelFiles>>()));
        services.AddSingleton<Recogniser>();
        services.AddSingleton<BodyReader>();
        return services;
    }
}
