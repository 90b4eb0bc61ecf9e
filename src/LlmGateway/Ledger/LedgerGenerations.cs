using LlmGateway.Database;
using LlmGateway.Metering;
using Microsoft.EntityFrameworkCore;

namespace LlmGateway.Ledger;

/// <summary>
/// Which generation of the shared store the ledger takes entries of. Writers hold a lock together, whoever begins a new generation holds it alone: so a
/// snapshot has every entry of the old one or none, and none is written after it.
/// </summary>
internal sealed class LedgerGenerations(DatabaseOptions options)
{
    /// <summary>After so many batches of a gateway the ranges are joined: rarely, and before a note has thousands to look through.</summary>
    public const int BatchesUntilJoined = 256;

    /// <summary>Any number, but the same in every version: "lgwgen" in ASCII.</summary>
    private const long AdvisoryLock = 0x6C677767656E;

    /// <summary>Until the end of the transaction it is a writer's, which others may be beside.</summary>
    public async Task EnterAsync(GatewayContext context, CancellationToken cancellation)
    {
        if (options.IsPostgres) await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock_shared({AdvisoryLock})", cancellation);
    }

    /// <summary>False if the entries' generation is over. Within the writer's transaction.</summary>
    public static Task<bool> IsPresentAsync(GatewayContext context, string generation, CancellationToken cancellation) =>
        context.StoreGenerations.AsNoTracking().AnyAsync(row => row.Id == StoreGenerationEntity.OnlyId && row.Generation == generation, cancellation);

    /// <summary>Makes a generation the present one. Within a transaction, whose end lets the writers go on.</summary>
    public async Task BeginAsync(GatewayContext context, string generation, CancellationToken cancellation)
    {
        await KeepWritersOutAsync(context, cancellation);
        var changed = await context.StoreGenerations.Where(row => row.Id == StoreGenerationEntity.OnlyId).ExecuteUpdateAsync(set => set.SetProperty(row => row.Generation, generation), cancellation);
        if (changed > 0) return;
        context.StoreGenerations.Add(new() { Id = StoreGenerationEntity.OnlyId, Generation = generation });
        await context.SaveChangesAsync(cancellation);
    }

    /// <summary>Until the end of the transaction no gateway writes.</summary>
    public async Task KeepWritersOutAsync(GatewayContext context, CancellationToken cancellation)
    {
        if (options.IsPostgres) await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({AdvisoryLock})", cancellation);
    }

    /// <summary>Writes down which numbers are written, as ranges without gaps. One that ends where another begins grows; those that were written side by side are joined later.</summary>
    public static async Task NoteAsync(GatewayContext context, IReadOnlyList<OutboxEntry> entries, CancellationToken cancellation)
    {
        OutboxRangeEntity? range = null;
        foreach (var sequence in entries.Select(entry => entry.Sequence).Distinct().Order())
        {
            if (range is not null && sequence == range.Last + 1)
            {
                range.Last = sequence;
                continue;
            }

            await AddAsync(range);
            range = new() { Generation = entries[0].Generation!, First = sequence, Last = sequence };
        }

        await AddAsync(range);

        // A range may be there already: the same entries again, after a writer died between commit and acknowledgement.
        async Task AddAsync(OutboxRangeEntity? whole)
        {
            if (whole is null) return;
            await context.Database.ExecuteSqlAsync($"""
                WITH grown AS (UPDATE outbox_ranges SET last = {whole.Last} WHERE generation = {whole.Generation} AND last = {whole.First - 1} RETURNING 1)
                INSERT INTO outbox_ranges (generation, first, last) SELECT {whole.Generation}, {whole.First}, {whole.Last} WHERE NOT EXISTS (SELECT 1 FROM grown)
                ON CONFLICT (generation, first) DO UPDATE SET last = greatest(outbox_ranges.last, excluded.last)
                """, cancellation);
        }
    }

    /// <summary>
    /// Makes one range of those that touch or overlap. The last thing in a writer's transaction. Waits for nobody: a range that another writer has just grown is left for the next time.
    /// </summary>
    public static Task JoinAsync(GatewayContext context, string generation, CancellationToken cancellation) => context.Database.ExecuteSqlAsync($"""
        WITH free AS (SELECT first FROM outbox_ranges WHERE generation = {generation} FOR UPDATE SKIP LOCKED),
          gone AS (DELETE FROM outbox_ranges WHERE generation = {generation} AND first IN (SELECT first FROM free) RETURNING first, last),
          beside AS (SELECT first, last, max(last) OVER (ORDER BY first ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM gone),
          grouped AS (SELECT first, last, count(*) FILTER (WHERE first > before + 1) OVER (ORDER BY first) AS whole FROM beside)
        INSERT INTO outbox_ranges (generation, first, last) SELECT {generation}, min(first), max(last) FROM grouped GROUP BY whole
        """, cancellation);
}
