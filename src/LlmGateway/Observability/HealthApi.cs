using LlmGateway.Authentication;
using LlmGateway.Database;
using LlmGateway.Quotas;

namespace LlmGateway.Observability;

/// <summary>
/// <c>GET /health/live</c>: the process answers. <c>GET /health/ready</c>: 200 if the quota store answers and its counters and the policies are loaded;
/// a database that is away makes it <c>degraded</c>, still ready, because running gateways go on with the policies they know.
/// </summary>
internal static class HealthApi
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => TypedResults.Ok(new { status = "live" })).ExcludeFromDescription();
        routes.MapGet("/health/ready", ReadyAsync).ExcludeFromDescription();
    }

    private static async Task<IResult> ReadyAsync(IQuotaStore store, PolicyCache policies, DatabaseProbe database, CancellationToken cancellation)
    {
        if (!store.IsReady) return TypedResults.Json(new { status = "not_ready", quota_store = "loading" }, statusCode: StatusCodes.Status503ServiceUnavailable);
        if (!policies.IsLoaded) return TypedResults.Json(new { status = "not_ready", policies = "loading" }, statusCode: StatusCodes.Status503ServiceUnavailable);
        return await database.AnswersAsync(cancellation)
            ? TypedResults.Ok(new { status = "ready", quota_store = "ready", database = "ready" })
            : TypedResults.Ok(new { status = "degraded", quota_store = "ready", database = "unavailable" });
    }
}
