using LlmGateway.Metering;
using LlmGateway.Observability;
using LlmGateway.Quotas;

namespace LlmGateway.Pipeline;

/// <summary>Step 7 for a call, or for one attempt of it, once its settlement is decided.</summary>
internal sealed class Bookkeeping(IQuotaStore store, CallsInFlight calls, GatewayMetrics metrics, ILogger<Bookkeeping> logger)
{
    /// <summary>Writes the settlement down before it returns; its task ends when the store has answered. Never fails for a store that is away: the spool holds what it was not told.</summary>
    public Task BookAsync(Reservation reservation, Settlement settlement)
    {
        store.Spool(reservation, settlement);
        return TellAsync(reservation, settlement);
    }

    private async Task TellAsync(Reservation reservation, Settlement settlement)
    {
        try
        {
            await store.SettleAsync(reservation, settlement, CancellationToken.None); // The client may be gone; the books are not.
        }
        catch (Exception exception)
        {
            Log.SettlementFailed(logger, settlement.ReservationId, exception);
        }

        var context = reservation.Context;
        calls.Leave(reservation.Id);
        metrics.Settled(context, settlement);
        Log.Settled(logger, context.Operation, context.RequestId, settlement.Kind, settlement.Posted.Tokens, settlement.Posted.Cost, settlement.Certainty);
    }
}
