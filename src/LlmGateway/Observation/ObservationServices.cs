namespace LlmGateway.Observation;

internal static class ObservationServices
{
    public static IServiceCollection AddObservation(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DrainOptions>().Bind(configuration.GetSection(DrainOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<Drains>();
        return services;
    }
}
