using LlmGateway.Forwarding;
using LlmGateway.Jobs;
using LlmGateway.Metering;
using LlmGateway.Metering.Json;
using LlmGateway.Observation;
using LlmGateway.Operations;
using LlmGateway.Quotas;

namespace LlmGateway.Pipeline;

/// <summary>Steps 5 to 7: sends a reserved call, watches the answer, and resolves the reservation however the call ends.</summary>
internal sealed class MeteredForwarding(
    IQuotaStore store, JobDesk jobs, ModelFiles files, Failover failover, Bookkeeping books, CallsInFlight calls, Drains drains,
    TimeProvider time, ILogger<Exchange> exchangeLogger, ILogger<MeteredForwarding> logger)
{
    /// <param name="body">Given back as soon as nobody needs it: a stream may go on for minutes after.</param>
    public async Task<Refusal?> ForwardAndSettleAsync(HttpContext http, MeteredCall call, RequestBody body, RequestDelegate forward)
    {
        var attempts = new Attempts(call);
        var gatewayBase = GatewayAddress.Of(http.Request, call.Provider);
        var bound = false;
        using var exchange = new Exchange(drains, time, exchangeLogger)
        {
            Request = call.Request,
            Operation = call.Operation,
            Estimate = call.Estimate,
            GatewayBase = gatewayBase,
            GrantedOutputTokens = call.Reservation.GrantedOutputTokens,
            ClientGone = http.RequestAborted,
            OnDispatch = () => store.Dispatched(attempts.Reservation),
            OnOutcome = call.CreatesJob ? async outcome => bound = await BindAsync(attempts.Call, outcome) : null,
        };
        calls.Enter(call.Reservation);
        try
        {
            CallHeaders.Announce(http.Response, call);
            SetBody(http.Request, call);
            http.Features.Set(new ForwardedCall(call.Provider, call.Operation, call.Upstream, gatewayBase)
            {
                Exchange = exchange,
                LetGoOfBody = () => LetGo(http.Request, body),
                FailOver = failover.IsPossible(call) ? (end, status) => failover.NextAsync(attempts, end, status, http.RequestAborted) : null,
            });
            foreach (var shadow in call.Granted.WouldRefuse) Log.WouldRefuse(logger, shadow.Subject.ToString(), shadow.Meter, call.Reservation.Context.RequestId);

            await forward(http); // (5) YARP, (6) the exchange
        }
        finally
        {
            await Task.Yield(); // The answer's last bytes are on their way first: a thread that goes on here would have another one woken for them.
            var outcome = await exchange.EndAsync();
            if (bound || attempts.IsBooked) calls.Leave(attempts.Reservation.Id);
            else await SettleAsync(attempts, outcome); // (7)
        }

        return ForwardingFailure.Of(http, call.Provider);
    }

    /// <summary>Of streamed jobs only one that goes on without its stream is looked at until its end.</summary>
    private async Task<bool> BindAsync(MeteredCall call, CallOutcome outcome) =>
        (!call.Estimate.Streamed || outcome.Reading.Job == JobState.Running) && await jobs.BindAsync(call, outcome);

    /// <summary>
    /// Writes the settlement down and tells the store, whose answer nobody waits for: the store hears of things in their order, so the next call on the client's connection
    /// finds this one settled. Only where the answer names an object the client waits until it is remembered.
    /// </summary>
    private Task SettleAsync(Attempts attempts, CallOutcome outcome)
    {
        var call = attempts.Call;
        var settlement = Settle.Decide(call.Reservation, outcome, files.Models) with
        {
            Attempt = attempts.Number,
            InjectedLimit = call.InjectedLimit,
            WouldRefuse = call.Granted.WouldRefuse.IsEmpty ? [] : [.. call.Granted.WouldRefuse.Select(quota => $"{quota.Subject.KindName}:{quota.Meter}")],
        };
        var booked = books.BookAsync(call.Reservation, settlement);
        return settlement.Created.IsEmpty ? Task.CompletedTask : booked;
    }

    private static void LetGo(HttpRequest request, RequestBody body)
    {
        request.Body = Stream.Null;
        body.Dispose();
    }

    private static void SetBody(HttpRequest request, MeteredCall call)
    {
        if (call.Operation.Body == BodyMode.Streamed) return; // It was never read, and passes as it comes.
        var body = call.Request.Body;
        var edits = call.InjectedLimit is { } limit ? call.Estimate.Edits.Add(call.Estimate.Output.Slot!.Limit(limit)) : call.Estimate.Edits;
        if (!edits.IsEmpty) body = Splice.Apply(body.Span, edits);
        ForwardedBody.Set(request, body);
    }
}
