using LlmGateway.Quotas.Embedded;

namespace LlmGateway.Quotas;

internal static class QuotaServices
{
    public static IServiceCollection AddQuotas(this IServiceCollection services)
    {
        services.AddSingleton<IQuotaStore, EmbeddedQuotaStore>();
        services.AddSingleton<CallsInFlight>();
        services.AddSingleton<Admission>();
        services.AddSingleton<Reaper>();
        services.AddHostedService(provider => provider.GetRequiredService<Reaper>());
        services.AddHostedService<LeaseRenewer>();
        return services;
    }
}
