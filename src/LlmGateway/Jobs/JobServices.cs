namespace LlmGateway.Jobs;

internal static class JobServices
{
    public static IServiceCollection AddJobs(this IServiceCollection services)
    {
        services.AddSingleton<JobDesk>();
        services.AddSingleton<Ownership>();
        services.AddSingleton<JobForwarding>();
        services.AddSingleton<JobPoller>();
        services.AddHostedService(provider => provider.GetRequiredService<JobPoller>());
        return services;
    }
}
