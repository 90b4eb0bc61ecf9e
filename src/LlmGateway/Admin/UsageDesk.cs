using LlmGateway.Database;
using LlmGateway.Metering;
using LlmGateway.Quotas;

namespace LlmGateway.Admin;

/// <summary>Reads and resets the counters of subjects. The current window is the store's; months that are over are in the database too.</summary>
internal sealed class UsageDesk(IQuotaStore store, TimeProvider time, ILogger<UsageDesk> logger)
{
    public DateTimeOffset Now => time.GetUtcNow();

    public async Task<UsageResource> ReadAsync(GatewayContext context, SubjectRecord subject, string? windowName, CancellationToken cancellation)
    {
        var current = subject.WindowAt(Now);
        var window = OuterWindow.Read(windowName, current, Now);
        var state = await StateAsync(subject, window, cancellation);
        var used = state.Posted;
        if (window != current) used = Larger(used, await PastUsage.SumAsync(context, subject, window, cancellation));
        return new(
            subject.Subject.KindName, subject.Subject.OwnId, subject.Organization, OuterWindow.Of(window), window == current ? state.ResetsAt : window.End,
            MetersUsage.Of(subject.Effective, used, state.Held));
    }

    /// <summary>The current usage of several subjects, asked for at once.</summary>
    public async Task<IReadOnlyList<UsageResource>> ReadAsync(IReadOnlyList<QuotaHolder> holders, CancellationToken cancellation)
    {
        var windows = holders.Select(holder => Window.At(holder.Limits.Window, Now, holder.Organization.Zone)).ToArray();
        var states = await AskAsync(() => store.ReadAsync([.. holders.Zip(windows, (holder, window) => new AccountAddress(holder.Subject, window))], cancellation));
        return [.. holders.Zip(states, (holder, state) => new UsageResource(
            holder.Subject.KindName, holder.Subject.OwnId, holder.Organization.Id, OuterWindow.Of(state.Window), state.ResetsAt, MetersUsage.Of(holder.Limits, state.Posted, state.Held)))];
    }

    /// <summary>True if anything was ever counted for the subject in its current window.</summary>
    public async Task<bool> HasCountedAsync(SubjectRecord subject, CancellationToken cancellation)
    {
        var state = await StateAsync(subject, subject.WindowAt(Now), cancellation);
        return !state.Posted.IsZero || !state.Held.IsZero;
    }

    public Task<IReadOnlyList<Adjustment>> ResetAsync(SubjectRecord subject, IReadOnlyCollection<QuotaMeter> meters, string actor, string reason) =>
        AskAsync(() => store.ResetAsync(new(subject.Subject, subject.WindowAt(Now)), meters, actor, reason, CancellationToken.None));

    private async Task<AccountState> StateAsync(SubjectRecord subject, Window window, CancellationToken cancellation) =>
        (await AskAsync(() => store.ReadAsync([new(subject.Subject, window)], cancellation)))[0];

    /// <summary>The store's last settlements may not be in the database yet, and the store may not have the month any more.</summary>
    private static Amounts Larger(Amounts store, Amounts database)
    {
        var larger = store;
        foreach (var meter in QuotaMeters.All) larger = larger.With(meter, Math.Max(store[meter], database[meter]));
        return larger;
    }

    private async Task<T> AskAsync<T>(Func<ValueTask<T>> question)
    {
        if (!store.IsReady) throw Refuse.StoreUnavailable();
        try
        {
            return await question();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Whatever it is built on, a store that cannot answer is one thing to the caller.
            Log.StoreUnavailable(logger, exception);
            throw Refuse.StoreUnavailable();
        }
    }
}
