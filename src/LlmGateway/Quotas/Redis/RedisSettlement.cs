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
                case "HELD": reservation = reservation with { Held = RedisNumbers.Amounts((byte[])answer[1]!) }; break;
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
        var numbers = new byte[(4 * RedisNumbers.Size) + RedisNumbers.SizeOfLimits];
        var writer = new NumberWriter(numbers);
        writer.Add(upstream.Window.Start);
        writer.Add(upstream.Window.End);
        writer.Add(StoredAccount.ExpiryIn(upstream.Window));
        writer.Add(upstream.PolicyVersion);
        writer.Add(RedisNumbers.Of(upstream.Limits));
        RedisValue[] values = [numbers, RedisText.Of(reservation.Accounts), RedisText.Of(moved.Accounts), StoredJson.Write(moved.Context)];
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
        var numbers = new byte[(4 * RedisNumbers.Size) + RedisNumbers.SizeOfAmounts];
        var writer = new NumberWriter(numbers);
        writer.Add(reservation.Accounts.Length);
        writer.Add(lease);
        writer.Add(reservation.AdmittedAt);
        writer.Add(reservation.GrantedOutputTokens);
        writer.Add(reservation.Held);
        await link.EvalAsync(RedisScript.Restore, all,
        [
            numbers, reservation.Id, RedisText.Of(reservation.Accounts), StoredJson.Write(reservation.Context), instance,
            job is null ? RedisValue.EmptyString : StoredJson.Write(job), (long)s_memoryOfJob.TotalMilliseconds,
        ]);
    }

    /// <summary>A reservation as the store has it; null if it is unknown or resolved. Expired ones can still be settled.</summary>
    public async Task<StoredReservation?> FindAsync(string reservationId)
    {
        var answer = await link.EvalAsync(RedisScript.Find, [keys.Reservation(reservationId)], [], link.LongPatience);
        var state = (string)answer[0]!;
        if (state == "NONE") return null;
        var reservation = new Reservation
        {
            Id = reservationId,
            AdmittedAt = DateTimeOffset.FromUnixTimeMilliseconds((long)answer[1]),
            GrantedOutputTokens = (long)answer[2],
            Held = RedisNumbers.Amounts((byte[])answer[3]!),
            Accounts = RedisText.Accounts((string)answer[4]!),
            Context = StoredJson.Read<CallContext>((string)answer[5]!),
        };
        var job = (string)answer[7]!;
        return new(reservation, state == "R", (string)answer[6]!, job.Length == 0 ? null : StoredJson.Read<JobBinding>(job));
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
        var numbers = new byte[(5 * RedisNumbers.Size) + (2 * RedisNumbers.SizeOfAmounts) + (2 * RedisNumbers.Size * reservation.Accounts.Length)];
        var writer = new NumberWriter(numbers);
        writer.Add(reservation.Accounts.Length);
        writer.Add(s_memoryOfVoid);
        writer.Add(s_memoryOfExpiry);
        writer.Add(settlement.Posted);
        writer.Add(lost is null ? -1 : reservation.AdmittedAt.ToUnixTimeMilliseconds());
        writer.Add(reservation.GrantedOutputTokens);
        writer.Add(lost?.PostedBefore ?? Amounts.Zero);
        foreach (var account in reservation.Accounts)
        {
            writer.Add(account.IsRolling ? 1 : 0);
            writer.Add(account.Day);
        }

        return [numbers, kind, json, RedisText.Of(reservation.Accounts), reservation.Id, lost is null ? RedisValue.EmptyString : StoredJson.Write(reservation.Context)];
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
            jobs.Length, (long)lease.TotalMilliseconds, (long)JobLooks.First.TotalMilliseconds, (long)s_memoryOfJob.TotalMilliseconds, RedisNumbers.Of(reservation.Held),
        };
        for (var i = 0; i < jobs.Length; i++) values.AddRange([StoredJson.Write(jobs[i]), parts[i].Id, RedisNumbers.Of(parts[i].Held)]);
        return [.. values];
    }
}
