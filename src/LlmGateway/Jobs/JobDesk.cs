using System.Collections.Immutable;
using LlmGateway.Metering;
using LlmGateway.Metering.Providers;
using LlmGateway.Observability;
using LlmGateway.Operations;
using LlmGateway.Pipeline;
using LlmGateway.Quotas;

namespace LlmGateway.Jobs;

/// <summary>Binds jobs to the reservations that pay for them, and settles them when an answer shows their end, whoever asked.</summary>
internal sealed class JobDesk(IQuotaStore store, ILedgerStore ledger, OperationCatalog catalog, ModelFiles files, GatewayMetrics metrics, TimeProvider time, ILogger<JobDesk> logger)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    /// <summary>Ties the job that a submission's answer names to its reservation. True if the reservation is dealt with; false if it is to be settled now.</summary>
    public async Task<bool> BindAsync(MeteredCall call, CallOutcome outcome)
    {
        if (outcome is not { Status: >= 200 and < 300, Reading: { Job: { } state, ProviderId: { } jobId } reading }) return false;
        var context = call.Reservation.Context;
        var ids = reading.JobIds.IsEmpty ? [jobId] : reading.JobIds;
        var jobs = ids.Select(id => Binding(call.Operation, call.Request, call.Provider.Name, id, call.Reservation.Id, context, outcome.Status.Value));

        if (await IsTakenAsync(call.Reservation.Id, [.. jobs]))
        {
            // The provider replayed an earlier submission (its own idempotency): that one pays.
            await ResolveAsync(call.Reservation, AlreadyBound(call.Reservation, jobId, outcome.Status) with { LatencyMs = outcome.LatencyMs });
            return true;
        }

        Log.Bound(logger, call.Operation.Name, jobId, call.Reservation.Id);
        return state == JobState.Running;
    }

    /// <summary>Binds jobs to a reservation. True if an earlier one pays for them: the store remembers the jobs of a day, the ledger all.</summary>
    private async Task<bool> IsTakenAsync(string reservationId, ImmutableArray<JobBinding> jobs)
    {
        if (await EarlierAsync(jobs[0]) is { } earlier && earlier.ReservationId != reservationId) return true;
        var bound = await store.BindJobsAsync(reservationId, jobs, Leases.Job, CancellationToken.None);
        return bound[0].ReservationId != reservationId;
    }

    /// <summary>A ledger that is away must not keep a job from being bound: it is asked for what is rare.</summary>
    private async Task<JobBinding?> EarlierAsync(JobBinding job)
    {
        try
        {
            return await ledger.FindJobAsync(job.Provider, job.JobId, CancellationToken.None).WaitAsync(s_patience, time);
        }
        catch (Exception exception)
        {
            Log.LedgerNotAsked(logger, job.JobId, exception.GetType().Name);
            return null;
        }
    }

    private JobBinding Binding(Operation operation, CallRequest request, string provider, string jobId, string reservationId, CallContext context, int status)
    {
        var path = operation.PollPath(request, jobId);
        var read = PollRequest.Of(catalog, provider, path, time.GetUtcNow()).Operation;
        return new(provider, jobId, reservationId, context.Organization, context.ApiKey, context.Upstream, path, read.Name, time.GetUtcNow(), status);
    }

    /// <summary>Who a job belongs to: the store knows the recent ones, the database all.</summary>
    public async ValueTask<JobBinding?> FindAsync(string provider, string jobId, CancellationToken cancellation) =>
        await store.FindJobAsync(provider, jobId, cancellation) ?? await ledger.FindJobAsync(provider, jobId, cancellation);

    /// <summary>Settles a job if the answer shows its end. Idempotent: later sights of the same end change nothing.</summary>
    public async Task<bool> ObserveAsync(JobBinding job, CallOutcome outcome)
    {
        if (outcome is not { End: CallEnd.Whole, Status: >= 200 and < 300 }) return false;
        var reading = outcome.Reading;
        if (reading.Job is not (JobState.Succeeded or JobState.Failed) && reading.Successors.IsEmpty) return false;
        if (await store.FindAsync(job.ReservationId, CancellationToken.None) is not { } reservation) return true;
        if (!reading.Successors.IsEmpty)
        {
            await HandOnAsync(job, reading, reservation);
            return false;
        }

        var latency = (long)(time.GetUtcNow() - reservation.AdmittedAt).TotalMilliseconds;
        await ResolveAsync(reservation, Settle.Decide(reservation, outcome with { LatencyMs = latency }, files.Models) with { ProviderId = job.JobId });
        return true;
    }

    /// <summary>The job goes on as others (an agent's session as its video, a batch as its items): those are looked at from now on.</summary>
    private async Task HandOnAsync(JobBinding job, UsageReading reading, Reservation reservation)
    {
        var (operation, request) = PollRequest.Of(catalog, job.Provider, job.PollPath, time.GetUtcNow());
        var jobs = reading.Successors.Select(id => Binding(operation, request, job.Provider, id, reservation.Id, reservation.Context, job.SubmitStatus));

        // The session still names what an earlier call made: nothing new was made, and that call pays for it.
        if (await IsTakenAsync(reservation.Id, [.. jobs])) await ResolveAsync(reservation, AlreadyBound(reservation, job.JobId, job.SubmitStatus));
    }

    private static Settlement AlreadyBound(Reservation reservation, string jobId, int? status) =>
        new() { ReservationId = reservation.Id, Kind = EntryKind.Void, Posted = Amounts.Zero, Status = status, ProviderId = jobId, Reason = "job_already_bound" };

    private async Task ResolveAsync(Reservation reservation, Settlement settlement)
    {
        store.Spool(reservation, settlement);
        if (await store.SettleAsync(reservation, settlement, CancellationToken.None) == SettleResult.Applied) metrics.Settled(reservation.Context, settlement);
    }
}
