using LlmGateway.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace LlmGateway.Admin;

internal static class ConsistencyApi
{
    public static void MapConsistency(this IEndpointRouteBuilder admin)
    {
        admin.MapPost("consistency-checks", CheckAsync).WithTags("Consistency").WithSummary("Compare counters, reservations and outbox with the ledger")
            .WithDescription("Calls go on meanwhile; rows wait for the ledger until it is done. Nothing is changed.");
        admin.MapPost("rebuilds", RebuildAsync).WithTags("Consistency").WithSummary("Make the counters anew from ledger, outbox and live reservations, then compare")
            .WithDescription("With Redis every gateway admits nothing for about two seconds.");
    }

    private static async Task<Ok<ConsistencyResource>> CheckAsync(ConsistencyDesk desk, AdminCall call) => TypedResults.Ok(await desk.CheckAsync(call.Cancellation));

    private static async Task<Ok<ConsistencyResource>> RebuildAsync(ConsistencyDesk desk, AdminCall call, IDbContextFactory<GatewayContext> contexts)
    {
        var rebuilt = await desk.RebuildAsync(call.Cancellation);
        await using var context = await contexts.CreateDbContextAsync(CancellationToken.None);
        context.Audit.Add(new() { At = desk.Now, Actor = AdminCall.Actor, Action = "counters.rebuild", SubjectKind = "gateway", SubjectId = "counters", RequestId = call.RequestId });
        await context.SaveChangesAsync(CancellationToken.None);
        return TypedResults.Ok(rebuilt);
    }
}
