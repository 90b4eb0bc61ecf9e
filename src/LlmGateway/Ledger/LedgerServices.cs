using LlmGateway.Quotas;

namespace LlmGateway.Ledger;

internal static class LedgerServices
{
    public static IServiceCollection AddLedger(this IServiceCollection services)
    {
        services.AddSingleton<ILedgerStore, LedgerStore>();
        services.AddHostedService<LedgerWriter>();
        return services;
    }
}
