using LlmGateway.Authentication;
using LlmGateway.Forwarding;
using LlmGateway.Metering;
using LlmGateway.Observability;
using LlmGateway.Operations;
using LlmGateway.Quotas;
using Microsoft.Extensions.Options;

namespace LlmGateway.Pipeline;

/// <summary>
/// Decides whether a failed attempt is followed by another. What the failed one may have cost is the settlement table's to say: where that is nothing, its hold moves
/// along to the next key; else it is booked, in a row of its own, and the next one reserves anew.
/// </summary>
internal sealed class Failover(
    IQuotaStore store, Admission admission, PolicyCache policies, ModelFiles files, Bookkeeping books, CallsInFlight calls, IOptions<FailoverOptions> options,
    GatewayMetrics metrics, TimeProvider time, ILogger<Failover> logger)
{
    /// <summary>False for a call that has one key only, or a body that cannot be sent again.</summary>
    public bool IsPossible(MeteredCall call) => call.Others.Length > 0 && options.Value.FurtherAttempts > 0 && call.Operation.Body == BodyMode.Buffered;

    /// <summary>The key of the next attempt, for which there is a reservation then; null if the failed one was the last.</summary>
    /// <param name="status">Status of the answer; null if there was none.</param>
    public async Task<UpstreamKey?> NextAsync(Attempts attempts, CallEnd end, int? status, CancellationToken clientGone)
    {
        var call = attempts.Call;
        if (clientGone.IsCancellationRequested || attempts.Number >= options.Value.FurtherAttempts || (call.CreatesOnce && end != CallEnd.NotDispatched)) return null;

        var latency = (long)(time.GetUtcNow() - call.Reservation.AdmittedAt).TotalMilliseconds;
        var settlement = Settle.Decide(call.Reservation, new(end, status, UsageReading.Nothing, latency), files.Models) with { Attempt = attempts.Number, InjectedLimit = call.InjectedLimit };
        if (settlement.Kind != EntryKind.Void && attempts.Tried < call.Others.Length)
        {
            var booked = books.BookAsync(call.Reservation, settlement);
            attempts.IsBooked = true;
            await booked;
        }

        while (attempts.Tried < call.Others.Length)
        {
            var next = call.Others[attempts.Tried++];
            var admitted = call.Admitted.By(next.Name, policies.Upstream(next.Provider, next.Name));
            if (await ReservationAsync(attempts, admitted) is not { } reservation) continue;

            attempts.Call = call with { Upstream = next, Admitted = admitted, Granted = call.Granted with { Reservation = reservation } };
            attempts.Number++;
            attempts.IsBooked = false;
            calls.Enter(reservation);
            metrics.FailedOver(call.Provider.Name);
            Log.FailedOver(logger, call.Operation.Name, reservation.Context.RequestId, call.Upstream.Name, next.Name, status);
            return next;
        }

        return null;
    }

    private async Task<Reservation?> ReservationAsync(Attempts attempts, AdmissionRequest admitted)
    {
        var held = attempts.Reservation;
        if (!attempts.IsBooked)
        {
            var account = admitted.UpstreamAccount(time.GetUtcNow());
            return await store.MoveAsync(held.Id, account, CancellationToken.None) ? held.MovedTo(account) : null;
        }

        var repeated = await admission.RepeatAsync(held, admitted, CancellationToken.None);
        return repeated.Refused(out _, out var granted) ? null : granted.Reservation with { GrantedOutputTokens = held.GrantedOutputTokens };
    }
}
