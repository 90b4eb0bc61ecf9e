using System.Collections.Immutable;
using LlmGateway.Metering;
using StackExchange.Redis;

namespace LlmGateway.Quotas.Redis;

/// <summary>The scripts that change a reservation: settle (calls that end at once share a run of it), bind, move, restore.</summary>
internal sealed class RedisSettlement(RedisLink link, RedisKeys keys, string instance)
{
    /// <summary>A provider may replay a submission for a day.</summary>
    private static readonly TimeSpan s_memoryOfJob = Leases.Job + TimeSpan.FromHours(25);

    private readonly GroupCommit<SettleItem, SettleAnswer> _calls = new(() => new SettleGroup(link, keys), link.Patience);

    /// <param name="json">The settlement as it is stored.</param>
    /// <param name="lost">What is known of the reservation from elsewhere, if the store has lost it; null on the first try.</param>
    /// <exception cref="StoreUnreachableException">No answer; saying it again is safe.</exception>
    public async Task<SettleAnswer> SettleAsync(Reservation reservation, Settlement settlement, byte[] json, LostReservation? lost = null)
    {
        var answer = await _calls.AskAsync(SettleItem.Of(reservation, settlement, json, lost));
        return answer is SettleAnswer.Moved moved ? await SettleAsync(reservation with { Accounts = RedisText.Accounts(moved.List) }, settlement, json, lost) : answer;
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
