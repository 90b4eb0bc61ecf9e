using System.Collections.Immutable;
using LlmGateway.Metering;
using StackExchange.Redis;

namespace LlmGateway.Quotas.Redis;

/// <summary>The scripts that change a reservation: settle, bind, move, restore.</summary>
internal sealed class RedisSettlement(RedisLink link, RedisKeys keys, string instance)
{
    /// <summary>How long a call that was voided before it was made is recognised.</summary>
    private static readonly TimeSpan s_memoryOfVoid = TimeSpan.FromMinutes(15);

    /// <summary>How long the usage of an expired reservation can still become known.</summary>
    private static readonly TimeSpan s_memoryOfExpiry = TimeSpan.FromDays(40);

    /// <summary>A provider may replay a submission for a day.</summary>
    private static readonly TimeSpan s_memoryOfJob = Leases.Job + TimeSpan.FromHours(25);

    /// <param name="lost">What is known of the reservation from elsewhere, if the store has lost it; null on the first try.</param>
    /// <exception cref="StoreUnreachableException">No answer; saying it again is safe.</exception>
    /// <param name="json">The settlement as it is stored.</param>
    public async Task<SettleAnswer> SettleAsync(Reservation reservation, Settlement settlement, byte[] json, LostReservation? lost = null)
    {
        var answer = await link.EvalAsync(RedisScript.Settle, SettleKeys(reservation), SettleValues(reservation, settlement, json, lost));
        return (string)answer[0]! switch
        {
            "OK" => new SettleAnswer.Applied((long)answer[1], (string)answer[2]!, (string)answer[3]!),
            "NOOP" => new SettleAnswer.Nothing(),
            "LOST" => new SettleAnswer.Lost(),
            "KEYS" => await SettleAsync(reservation with { Accounts = RedisText.Accounts((string)answer[1]!) }, settlement, json, lost),
            _ => new SettleAnswer.Unseeded(),
        };
    }

    /// <returns>The bindings in force; null if the store must be rebuilt first.</returns>
    public async Task<ImmutableArray<JobBinding>?> BindAsync(Reservation reservation, ImmutableArray<JobBinding> jobs, TimeSpan lease)
    {
        while (true)
        {
            var parts = JobShares.Split(reservation, jobs);
            var bound = jobs.Select((job, i) => job with { ReservationId = parts[i].Id }).ToImmutableArray();
            var answer = await link.EvalAsync(RedisScript.Bind, BindKeys(reservation, jobs, parts), BindValues(reservation, bound, parts, lease));
            switch ((string)answer[0]!)
            {
                case "OK": return bound;
                case "GONE": return [.. jobs.Select(job => job with { ReservationId = reservation.Id })];
                case "KNOWN": return [.. answer.Skip(1).Select(binding => StoredJson.Read<JobBinding>((string)binding!))];
                case "HELD": reservation = reservation with { Held = RedisText.Amounts((string)answer[1]!) }; break;
                default: return null;
            }
        }
    }

    public async Task<bool> MoveAsync(Reservation reservation, QuotaAccount upstream)
    {
        var left = reservation.Accounts[^1];
        var moved = reservation.MovedTo(upstream);
        var to = moved.Accounts[^1];
        RedisKey[] all = [keys.Generation, keys.Reservation(reservation.Id), keys.Account(left.Subject, left.WindowId), keys.Account(to.Subject, to.WindowId)];
        RedisValue[] values =
        [
            upstream.Window.Start.ToUnixTimeMilliseconds(), upstream.Window.End.ToUnixTimeMilliseconds(), (upstream.Window.End + s_memoryOfExpiry).ToUnixTimeMilliseconds(),
            upstream.PolicyVersion, RedisText.Of(upstream.Limits), RedisText.Of(reservation.Accounts), RedisText.Of(moved.Accounts), StoredJson.Write(moved.Context),
            .. QuotaMeters.All.Select(meter => (RedisValue)RedisText.Limit(upstream.Limits[meter])),
        ];
        var answer = await link.EvalAsync(RedisScript.Move, left.Rated ? [.. all, keys.Rates(left.Subject)] : all, values);
        return (string)answer[0]! == "OK";
    }

    /// <summary>Puts back what the store has lost.</summary>
    public async Task RestoreAsync(Reservation reservation, JobBinding? job, TimeSpan lease)
    {
        RedisKey[] all =
        [
            keys.Generation, keys.Reservation(reservation.Id), keys.Tombstone(reservation.Id), keys.Leases, keys.Jobs, job is null ? keys.Jobs : keys.Job(job.Provider, job.JobId),
            .. reservation.Accounts.Select(account => keys.Account(account.Subject, account.WindowId)),
        ];
        await link.EvalAsync(RedisScript.Restore, all,
        [
            reservation.Accounts.Length, (long)lease.TotalMilliseconds, reservation.Id, reservation.AdmittedAt.ToUnixTimeMilliseconds(), reservation.GrantedOutputTokens,
            RedisText.Of(reservation.Held), RedisText.Of(reservation.Accounts), StoredJson.Write(reservation.Context), instance,
            job is null ? RedisValue.EmptyString : StoredJson.Write(job), (long)s_memoryOfJob.TotalMilliseconds,
        ]);
    }

    /// <summary>A reservation as the store has it; null if it is unknown or resolved. Expired ones can still be settled.</summary>
    public async Task<StoredReservation?> FindAsync(string reservationId)
    {
        var values = await link.CallAsync(database => database.HashGetAsync(keys.Reservation(reservationId), ["s", "t", "g", "h", "k", "c", "i", "j"]));
        if (values[0].IsNull || values[1].IsNull) return null;
        var reservation = new Reservation
        {
            Id = reservationId,
            AdmittedAt = DateTimeOffset.FromUnixTimeMilliseconds((long)values[1]),
            GrantedOutputTokens = (long)values[2],
            Held = RedisText.Amounts(values[3]!),
            Accounts = RedisText.Accounts(values[4]!),
            Context = StoredJson.Read<CallContext>((string)values[5]!),
        };
        return new(reservation, values[0] == "R", values[6]!, values[7].IsNullOrEmpty ? null : StoredJson.Read<JobBinding>((string)values[7]!));
    }

    private RedisKey[] SettleKeys(Reservation reservation)
    {
        var accounts = reservation.Accounts;
        var all = new RedisKey[7 + (2 * accounts.Length) + accounts.Count(account => account.Rated)];
        (all[0], all[1], all[2], all[3]) = (keys.Generation, keys.Reservation(reservation.Id), keys.Tombstone(reservation.Id), keys.Leases);
        (all[4], all[5], all[6]) = (keys.Jobs, keys.Outbox, keys.Sequence);
        var at = 7;
        foreach (var account in accounts) all[at++] = keys.Account(account.Subject, account.WindowId);
        foreach (var account in accounts) all[at++] = keys.OtherAccount(account);
        foreach (var account in accounts)
        {
            if (account.Rated) all[at++] = keys.Rates(account.Subject);
        }

        return all;
    }

    private static RedisValue[] SettleValues(Reservation reservation, Settlement settlement, byte[] json, LostReservation? lost)
    {
        var kind = settlement.Kind switch { EntryKind.Settle => "S", EntryKind.Void => "V", _ => "E" };
        RedisValue[] known =
        [
            reservation.Accounts.Length, kind, RedisText.Of(settlement.Posted), json, RedisText.Of(reservation.Accounts), reservation.Id,
        ];
        RedisValue[] made = lost is null
            ? ["", "", "", "", (long)s_memoryOfVoid.TotalMilliseconds, (long)s_memoryOfExpiry.TotalMilliseconds, ""]
            :
            [
                reservation.AdmittedAt.ToUnixTimeMilliseconds(), reservation.GrantedOutputTokens, RedisText.Of(reservation.Held), StoredJson.Write(reservation.Context),
                (long)s_memoryOfVoid.TotalMilliseconds, (long)s_memoryOfExpiry.TotalMilliseconds, RedisText.Of(lost.PostedBefore),
            ];
        return [.. known, .. made];
    }

    private RedisKey[] BindKeys(Reservation reservation, ImmutableArray<JobBinding> jobs, ImmutableArray<Reservation> parts) =>
    [
        keys.Generation, keys.Reservation(reservation.Id), keys.Leases, keys.Jobs, keys.Outbox, keys.Sequence,
        .. jobs.Select(job => keys.Job(job.Provider, job.JobId)),
        .. parts.Skip(1).Select(part => keys.Reservation(part.Id)),
        .. reservation.Accounts.Where(account => account.Rated).Select(account => keys.Rates(account.Subject)),
    ];

    private static RedisValue[] BindValues(Reservation reservation, ImmutableArray<JobBinding> jobs, ImmutableArray<Reservation> parts, TimeSpan lease)
    {
        var values = new List<RedisValue>
        {
            jobs.Length, (long)lease.TotalMilliseconds, (long)JobLooks.First.TotalMilliseconds, (long)s_memoryOfJob.TotalMilliseconds, RedisText.Of(reservation.Held),
        };
        for (var i = 0; i < jobs.Length; i++) values.AddRange([StoredJson.Write(jobs[i]), parts[i].Id, RedisText.Of(parts[i].Held)]);
        return [.. values];
    }
}
