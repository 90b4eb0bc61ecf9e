using Microsoft.AspNetCore.Http.Json;

namespace LlmGateway.Admin;

internal static class AdminServices
{
    private static readonly PathString s_admin = "/admin";
    private static readonly PathString s_quota = "/quota";

    public static IServiceCollection AddAdmin(this IServiceCollection services)
    {
        services.Configure<JsonOptions>(options => AdminJson.Configure(options.SerializerOptions));
        services.AddOpenApi("v1", OpenApi.Configure);
        services.AddSingleton<PolicyWriter>();
        services.AddSingleton<SubjectFinder>();
        services.AddSingleton<UsageDesk>();
        services.AddSingleton<ConsistencyDesk>();
        return services;
    }

    public static void MapAdminApi(this WebApplication app)
    {
        app.UseWhen(http => http.Request.Path.StartsWithSegments(s_admin), guarded =>
        {
            guarded.UseMiddleware<ApiErrors>();
            guarded.UseMiddleware<AdminGate>();
            guarded.UseMiddleware<QueryGuard>();
        });

        var admin = app.MapGroup("/admin/v1").RefusesAsUsual();
        admin.MapOrganizations();
        admin.MapTeams();
        admin.MapUsers();
        admin.MapKeys();
        admin.MapLimits();
        admin.MapUsage();
        admin.MapLedger();
        admin.MapReports();
        admin.MapPrices();
        admin.MapConsistency();
        admin.MapAudit();
        app.MapOpenApi("/admin/v1/openapi.json").WithMetadata(new PublicDocument());
    }

    /// <summary>For holders of keys: no admin token, the same shape of errors.</summary>
    public static void MapQuotaApi(this WebApplication app)
    {
        app.UseWhen(http => http.Request.Path.StartsWithSegments(s_quota), open => open.UseMiddleware<ApiErrors>());
        app.MapGroup("").RefusesAsUsual().MapQuota();
    }
}
