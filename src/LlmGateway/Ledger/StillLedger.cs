using LlmGateway.Database;
using LlmGateway.Metering;
using LlmGateway.Quotas;
using LlmGateway.Quotas.Consistency;
using Microsoft.EntityFrameworkCore;

namespace LlmGateway.Ledger;

/// <summary>The ledger within a transaction that keeps the writers out.</summary>
internal sealed class StillLedger(GatewayContext context, IReadOnlyList<PostedSum> sums) : IStillLedger
{
    private const int Chunk = 1000;

    public IReadOnlyList<PostedSum> Sums => sums;

    public async Task<IReadOnlyList<OutboxEntry>> LackingAsync(IReadOnlyList<OutboxEntry> entries, CancellationToken cancellation)
    {
        var lacking = new List<OutboxEntry>();
        foreach (var chunk in entries.Chunk(Chunk))
        {
            var reservations = chunk.OfType<OutboxEntry.Row>().Select(row => row.LedgerRow.Reservation.Id).ToArray();
            var adjustments = chunk.OfType<OutboxEntry.Adjusted>().Select(adjusted => adjusted.Adjustment.Id).ToArray();
            var rows = await context.Ledger.AsNoTracking().Where(row => reservations.Contains(row.ReservationId)).Select(row => new { row.ReservationId, row.Attempt, row.Kind }).ToListAsync(cancellation);
            var written = rows.Select(row => (row.ReservationId, row.Attempt, row.Kind)).ToHashSet();
            var adjusted = (await context.Adjustments.AsNoTracking().Where(row => adjustments.Contains(row.Id)).Select(row => row.Id).ToListAsync(cancellation)).ToHashSet(StringComparer.Ordinal);
            lacking.AddRange(chunk.Where(entry => entry switch
            {
                OutboxEntry.Row { LedgerRow: var row } => !written.Contains((row.Reservation.Id, row.Settlement.Attempt, row.Settlement.Kind.Name())),
                OutboxEntry.Adjusted { Adjustment.Id: var id } => !adjusted.Contains(id),
                _ => false,
            }));
        }

        return lacking;
    }

    public async Task<IReadOnlyList<NumberRange>> WrittenAsync(string generation, CancellationToken cancellation) =>
        await context.OutboxRanges.AsNoTracking().Where(range => range.Generation == generation).Select(range => new NumberRange(range.First, range.Last)).ToListAsync(cancellation);
}
