using LlmGateway.Database;
using LlmGateway.Metering;
using LlmGateway.Quotas;
using LlmGateway.Quotas.Consistency;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace LlmGateway.Ledger;

/// <summary>The durable ledger in the configured database.</summary>
internal sealed class LedgerStore(IDbContextFactory<GatewayContext> contexts, DatabaseOptions options, TimeProvider time) : ILedgerStore, IDisposable
{
    private static readonly TimeSpan s_longRead = TimeSpan.FromMinutes(10);

    private readonly LedgerGenerations _generations = new(options);

    /// <summary>One writer at a time where the database is this process's own; PostgreSQL has a lock that all gateways share.</summary>
    private readonly SemaphoreSlim _writing = new(1);
    private readonly ILedgerTables _tables = options.IsPostgres ? new PostgresTables() : new SqliteTables();
    private int _batches;

    public async Task<bool> WriteAsync(IReadOnlyList<OutboxEntry> entries, CancellationToken cancellation)
    {
        if (entries.Count == 0) return true;
        return await AloneAsync(() => WriteBatchAsync(entries, cancellation), cancellation);
    }

    public Task<T> StandStillAsync<T>(DateOnly from, Subject? only, Func<IStillLedger, Task<T>> look, CancellationToken cancellation) =>
        AloneAsync(() => LookAsync(from, only, look, cancellation), cancellation);

    private async Task<T> AloneAsync<T>(Func<Task<T>> work, CancellationToken cancellation)
    {
        if (options.IsPostgres) return await work();
        await _writing.WaitAsync(cancellation);
        try
        {
            return await work();
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task<T> LookAsync<T>(DateOnly from, Subject? only, Func<IStillLedger, Task<T>> look, CancellationToken cancellation)
    {
        await using var context = await LongReadAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        await _generations.KeepWritersOutAsync(context, cancellation);
        return await look(new StillLedger(context, await LedgerSums.ReadAsync(context, from, only, cancellation)));
    }

    private async Task<bool> WriteBatchAsync(IReadOnlyList<OutboxEntry> entries, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        await _generations.EnterAsync(context, cancellation);
        var generation = entries[0].Generation;
        if (generation is not null)
        {
            if (!await LedgerGenerations.IsPresentAsync(context, generation, cancellation)) return false;
            await LedgerGenerations.NoteAsync(context, entries, cancellation);
        }

        await _tables.WriteAsync(context.Database.GetDbConnection(), transaction.GetDbTransaction(), LedgerBatch.Of(entries, now), now, cancellation);
        var joins = generation is not null && Interlocked.Increment(ref _batches) % LedgerGenerations.BatchesUntilJoined == 0;
        if (joins) await LedgerGenerations.JoinAsync(context, generation!, cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    public async Task<IReadOnlyList<PostedSum>> SumsAsync(DateOnly from, CancellationToken cancellation)
    {
        await using var context = await LongReadAsync(cancellation);
        return await LedgerSums.ReadAsync(context, from, null, cancellation);
    }

    public async Task<LedgerSnapshot> BeginGenerationAsync(string generation, DateOnly from, CancellationToken cancellation)
    {
        await using var context = await LongReadAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        await _generations.BeginAsync(context, generation, cancellation);
        var sums = await LedgerSums.ReadAsync(context, from, null, cancellation);
        var jobs = await OpenJobsAsync(context, cancellation);
        var rolling = await context.Limits.AsNoTracking().Where(limits => limits.Window == "rolling_30_days").Select(limits => new { limits.SubjectKind, limits.SubjectId }).ToListAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return new(sums, jobs, [.. rolling.Select(limits => Subject.TryParse($"{limits.SubjectKind}:{limits.SubjectId}", out var subject) ? subject : default)]);
    }

    public async Task<long> LastWrittenAsync(string generation, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.OutboxRanges.AsNoTracking().Where(range => range.Generation == generation).MaxAsync(range => (long?)range.Last, cancellation) ?? 0;
    }

    public async Task<IReadOnlyList<LedgerFact>> FindRowsAsync(IReadOnlyCollection<string> reservationIds, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var rows = await context.Ledger.AsNoTracking().Where(row => reservationIds.Contains(row.ReservationId)).ToListAsync(cancellation);
        return [.. rows.Select(row => new LedgerFact(row.ReservationId, Enum.Parse<EntryKind>(row.Kind, ignoreCase: true), new(
            row.TokensUsed, row.CallsMade, row.CostNano, row.Videos, row.Images, row.Scripts, row.VideoMilliseconds)))];
    }

    public async Task<IReadOnlyList<OpenJob>> OpenJobsAsync(CancellationToken cancellation)
    {
        await using var context = await LongReadAsync(cancellation);
        return await OpenJobsAsync(context, cancellation);
    }

    public async Task<JobBinding?> FindJobAsync(string provider, string jobId, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Jobs.AsNoTracking().SingleOrDefaultAsync(job => job.Provider == provider && job.JobId == jobId, cancellation) is { } job ? Binding(job) : null;
    }

    public async Task<OwnedObject?> FindObjectAsync(string provider, string id, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (await context.Objects.AsNoTracking().SingleOrDefaultAsync(row => row.Provider == provider && row.ObjectId == id, cancellation) is { } owned)
        {
            return new(provider, id, owned.Organization, owned.Upstream, owned.Tokens);
        }

        return await context.Ledger.AsNoTracking().Where(row => row.ProviderId == id && row.Provider == provider && row.Kind == "settle")
            .OrderBy(row => row.Id).Select(row => new OwnedObject(provider, id, row.Organization, row.Upstream, row.TokensUsed)).FirstOrDefaultAsync(cancellation);
    }

    /// <summary>For what reads much of the ledger: a store's start.</summary>
    private async Task<GatewayContext> LongReadAsync(CancellationToken cancellation)
    {
        var context = await contexts.CreateDbContextAsync(cancellation);
        context.Database.SetCommandTimeout(s_longRead);
        return context;
    }

    public void Dispose() => _writing.Dispose();

    private static async Task<IReadOnlyList<OpenJob>> OpenJobsAsync(GatewayContext context, CancellationToken cancellation)
    {
        var open = await context.Jobs.AsNoTracking()
            .Where(job => job.IsOpen && !context.Ledger.Any(row => row.ReservationId == job.ReservationId))
            .OrderBy(job => job.BoundAt).ToListAsync(cancellation);
        return [.. open.Select(job => new OpenJob(Binding(job), StoredJson.Read<Reservation>(job.Reservation)))];
    }

    private static JobBinding Binding(JobEntity job) => new(
        job.Provider, job.JobId, job.ReservationId, job.Organization, job.ApiKey, job.Upstream, job.PollPath, job.PollOperation, job.BoundAt, job.SubmitStatus);
}
