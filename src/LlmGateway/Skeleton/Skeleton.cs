#pragma warning disable
using System.Collections.Immutable;
using LlmGateway.Metering;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers;
namespace LlmGateway.Database
{
    internal static class MigrateCommand { public static Task<int> RunAsync(string[] args) => throw new InvalidOperationException(args.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)); }
    internal sealed class DatabaseProbe { public Task<bool> AnswersAsync(CancellationToken cancellation) => throw new InvalidOperationException(); }
}
namespace LlmGateway.Authentication
{
    internal static class KeyServices { public static IServiceCollection AddKeys(this IServiceCollection services, IConfiguration configuration) => throw new InvalidOperationException(); }
}
namespace LlmGateway.Quotas
{
    internal static class QuotaServices { public static IServiceCollection AddQuotas(this IServiceCollection services, IConfiguration configuration) => throw new InvalidOperationException(); }
}
namespace LlmGateway.Ledger
{
    internal static class LedgerServices { public static IServiceCollection AddLedger(this IServiceCollection services) => throw new InvalidOperationException(); }
}
namespace LlmGateway.Admin
{
    internal static class AdminServices
    {
        public static IServiceCollection AddAdmin(this IServiceCollection services) => throw new InvalidOperationException();
        public static void MapAdminApi(this IEndpointRouteBuilder routes) => throw new InvalidOperationException();
        public static void MapQuotaApi(this IEndpointRouteBuilder routes) => throw new InvalidOperationException();
    }
}
namespace LlmGateway.Metering.Providers.HeyGen { public static class HeyGenProvider { public static Provider Instance { get; } = null!; } }
