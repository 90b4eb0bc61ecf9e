using LlmGateway.Authentication;
using LlmGateway.Metering;
using LlmGateway.Quotas;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LlmGateway.Tests.Admin;

/// <summary>Calls that are reserved and settled in the host's own store, as the pipeline does it, without a provider.</summary>
internal static class Spending
{
    /// <summary>Reserves, and settles unless told otherwise; waits until the ledger has the row.</summary>
    public static async Task<Reservation> SpendAsync(this AdminHost host, string secret, Usage usage, long costNano = 0, string model = "gpt-4o", OperationType type = OperationType.LlmCall, string? user = null, bool settle = true)
    {
        var store = host.Services.GetRequiredService<IQuotaStore>();
        var caller = await CallerAsync(host, secret, user);
        var context = Context(caller, model, type);
        var used = Amounts.Used(usage, type, 1, costNano);
        var request = new AdmissionRequest(caller, null!, null, context, host.Time.GetUtcNow(), UpstreamPolicy.None);
        var id = Ids.New(Ids.Reservation, host.Time);
        var result = await store.ReserveAsync(
            new() { ReservationId = id, Accounts = request.Accounts(host.Time.GetUtcNow()), Hold = new Hold(used, Amounts.Zero, 0, 0), Context = context, Lease = TimeSpan.FromMinutes(1) }, CancellationToken.None);
        var reservation = Assert.IsType<ReserveResult.Granted>(result).Reservation;
        if (!settle) return reservation;

        var settlement = new Settlement { ReservationId = id, Kind = EntryKind.Settle, Posted = used, Usage = usage, Certainty = Certainty.Exact, Status = 200, ProviderId = $"chatcmpl-{id}", LatencyMs = 12 };
        await store.SettleAsync(reservation, settlement, CancellationToken.None);
        while (!await IsWrittenAsync(host, id)) await Task.Yield(); // The writer works behind the answer, and needs no time but the processor's.
        return reservation;
    }

    private static async Task<Caller> CallerAsync(AdminHost host, string secret, string? user)
    {
        var key = await host.PolicyAsync(secret);
        if (user is null) return new(key, key.User, key.Team, null);
        var named = await host.Services.GetRequiredService<PolicyCache>().UserAsync(key.Organization, user, CancellationToken.None);
        return new(key, named.User, key.Team ?? named.User!.Team, null);
    }

    private static CallContext Context(Caller caller, string model, OperationType type) => new()
    {
        RequestId = Ids.New(Ids.Request, TimeProvider.System),
        Organization = caller.Key.Organization.Id,
        ApiKey = caller.Key.Id,
        User = caller.User?.Id,
        Team = caller.Team?.Id,
        Provider = "openai",
        Upstream = "default",
        Operation = "openai.chat_completions",
        OperationType = type,
        Model = model,
        BoundKind = BoundKind.Proven,
        TimeZone = caller.Key.Organization.Zone.Id,
    };

    private static async Task<bool> IsWrittenAsync(AdminHost host, string reservationId)
    {
        await using var context = await host.ContextAsync();
        return await context.Ledger.AnyAsync(row => row.ReservationId == reservationId);
    }
}
