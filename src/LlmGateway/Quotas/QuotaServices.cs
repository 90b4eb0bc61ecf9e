using LlmGateway.Quotas.Embedded;
using LlmGateway.Quotas.Redis;

namespace LlmGateway.Quotas;

internal static class QuotaServices
{
    /// <summary>With <c>ConnectionStrings:Redis</c> a store that several gateways share, else one in this process.</summary>
    public static IServiceCollection AddQuotas(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RedisOptions>().Bind(configuration.GetSection(RedisOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<PolicyOptions>().Bind(configuration.GetSection(PolicyOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        if (configuration.GetConnectionString("Redis") is { Length: > 0 }) services.AddSingleton<IQuotaStore, RedisQuotaStore>();
        else services.AddSingleton<IQuotaStore, EmbeddedQuotaStore>();
        services.AddSingleton<CallsInFlight>();
        services.AddSingleton<Admission>();
        services.AddSingleton<Consistency.ConsistencyCheck>();
        services.AddSingleton<Reaper>();
        services.AddHostedService(provider => provider.GetRequiredService<Reaper>());
        services.AddHostedService<LeaseRenewer>();
        return services;
    }
}
