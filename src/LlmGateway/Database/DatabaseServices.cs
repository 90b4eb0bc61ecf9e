using Microsoft.EntityFrameworkCore;

namespace LlmGateway.Database;

internal static class DatabaseServices
{
    public static IServiceCollection AddDatabase(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(DatabaseOptions.Read(configuration));
        services.AddSingleton<IDbContextFactory<GatewayContext>, ContextFactory>();
        services.AddSingleton<Migrator>();
        services.AddSingleton<DatabaseProbe>();
        return services;
    }
}
