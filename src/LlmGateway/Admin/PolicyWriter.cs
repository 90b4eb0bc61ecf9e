using LlmGateway.Authentication;
using LlmGateway.Authentication.Policies;
using LlmGateway.Database;
using Microsoft.EntityFrameworkCore;

namespace LlmGateway.Admin;

/// <summary>
/// Makes changes of policies one after the other, whichever gateway they come from: each first locks row 0 of the numbered changes. So what a change reads stays true
/// until it commits, and numbers have no gaps and follow the order of the commits. A change is in force in this process before its answer is sent.
/// </summary>
internal sealed class PolicyWriter(IDbContextFactory<GatewayContext> contexts, PolicyCache policies, TimeProvider time, ILogger<PolicyWriter> logger)
{
    public async Task<T> ChangeAsync<T>(AdminCall call, Func<PolicyChange, Task<T>> make)
    {
        T made;
        PolicyChange change;
        await using (var context = await contexts.CreateDbContextAsync(call.Cancellation))
        {
            await using var transaction = await context.Database.BeginTransactionAsync(call.Cancellation);
            change = await BeginAsync(context, call);
            made = await make(change);

            // From here on the caller's leaving changes nothing: either all of it is written or nothing.
            await context.SaveChangesAsync(CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
        }

        await BringIntoForceAsync(change.Version);
        return made;
    }

    private async Task<PolicyChange> BeginAsync(GatewayContext context, AdminCall call)
    {
        var now = Microseconds(time.GetUtcNow());
        await context.PolicyChanges.Where(row => row.Version == 0).ExecuteUpdateAsync(row => row.SetProperty(change => change.At, now), call.Cancellation);
        return new(context, call, now, await context.PolicyChanges.MaxAsync(row => row.Version, call.Cancellation));
    }

    private async Task BringIntoForceAsync(long version)
    {
        try
        {
            await policies.CatchUpAsync(version);
        }
        catch (DatabaseAwayException exception)
        {
            Log.ChangeFollows(logger, version, exception);
        }
    }

    /// <summary>Both databases keep microseconds; what is answered now must be what is read later.</summary>
    private static DateTimeOffset Microseconds(DateTimeOffset instant) => new(instant.UtcTicks / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
}
