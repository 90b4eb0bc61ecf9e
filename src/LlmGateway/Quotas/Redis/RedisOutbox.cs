using System.Collections.Immutable;
using System.Text;
using LlmGateway.Metering;
using StackExchange.Redis;

namespace LlmGateway.Quotas.Redis;

/// <summary>
/// The outbox as a stream with one consumer group: each entry goes to one gateway's ledger writer, and to another's if that one dies. An entry is removed when
/// the database has it, and its reservation's tombstone then lives on for a while only.
/// </summary>
internal sealed class RedisOutbox(RedisLink link, RedisKeys keys, string instance, TimeProvider time, ILogger logger)
{
    private const string Group = "ledger";

    /// <summary>Redis does nothing else while it reads a page: half a millisecond, which calls can wait for (2,000 entries take five).</summary>
    private const int Page = 250;

    /// <summary>For whoever looks at all entries while nothing is written.</summary>
    private const int LongPage = 1000;

    private const string Beginning = "0-0";

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan s_claimPause = TimeSpan.FromSeconds(10);

    /// <summary>An entry that its reader has had for so long is taken over: that reader is dead.</summary>
    private static readonly TimeSpan s_abandoned = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan s_memory = TimeSpan.FromMinutes(15);

    private readonly Lock _gate = new();

    /// <summary>Entries that Redis gave to this gateway, by number, until they are acknowledged.</summary>
    private readonly SortedDictionary<long, Known> _known = [];

    private long _claimed;
    private bool _resumed;

    /// <summary>What this gateway has and nobody has taken, and more; waits until there is something. One taker at a time, who may acknowledge meanwhile.</summary>
    public async ValueTask<IReadOnlyList<OutboxEntry>> TakeAsync(int max, CancellationToken cancellation)
    {
        while (true)
        {
            await ReadAsync(max);
            var oldest = Take(max);
            if (oldest.Count > 0) return oldest;
            await Task.Delay(s_pause, time, cancellation);
        }
    }

    public async ValueTask AcknowledgeAsync(IReadOnlyList<OutboxEntry> entries)
    {
        foreach (var page in entries.Chunk(Page))
        {
            var known = Find(page);
            if (known.Count == 0) continue;
            RedisKey[] all = [keys.Outbox, .. known.Select(one => one.Entry).OfType<OutboxEntry.Row>().Select(row => keys.Tombstone(row.LedgerRow.Reservation.Id))];
            RedisValue[] values = [Group, (long)s_memory.TotalMilliseconds, .. known.Select(one => one.Id)];
            await link.EvalAsync(RedisScript.Acknowledge, all, values, link.LongPatience);
            lock (_gate)
            {
                foreach (var one in known)
                {
                    if (_known.TryGetValue(one.Entry.Sequence, out var now) && now.Id == one.Id) _known.Remove(one.Entry.Sequence);
                }
            }
        }
    }

    public void GiveBack(IReadOnlyList<OutboxEntry> entries)
    {
        lock (_gate)
        {
            foreach (var one in Find(entries)) _known[one.Entry.Sequence] = one with { IsTaken = false };
        }
    }

    /// <summary>All entries that are there, whoever has them, oldest first; and how many cannot be read.</summary>
    /// <param name="to">Stream id of the last one; all by default.</param>
    public async Task<(IReadOnlyList<OutboxEntry> Entries, int Unreadable)> ReadAllAsync(RedisValue? to = null)
    {
        var (entries, unreadable, from) = (new List<OutboxEntry>(), 0, (RedisValue)"-");
        while (true)
        {
            var page = await link.CallAsync(database => database.StreamRangeAsync(keys.Outbox, from, to, count: LongPage));
            var readable = page.Select(Parse).OfType<OutboxEntry>().ToArray();
            entries.AddRange(readable);
            unreadable += page.Length - readable.Length;
            if (page.Length < LongPage) return (entries, unreadable);
            from = $"({page[^1].Id}";
        }
    }

    /// <summary>One generation at a time: a batch is written under it, or not at all.</summary>
    private List<OutboxEntry> Take(int max)
    {
        lock (_gate)
        {
            Known[] free = [.. _known.Values.Where(one => !one.IsTaken).Take(max)];
            List<OutboxEntry> taken = [.. free.Select(one => one.Entry).Where(entry => entry.Generation == free[0].Entry.Generation)];
            foreach (var one in Find(taken)) _known[one.Entry.Sequence] = one with { IsTaken = true };
            return taken;
        }
    }

    private List<Known> Find(IEnumerable<OutboxEntry> entries)
    {
        var found = new List<Known>();
        lock (_gate)
        {
            foreach (var entry in entries)
            {
                if (_known.TryGetValue(entry.Sequence, out var known) && ReferenceEquals(known.Entry, entry)) found.Add(known);
            }
        }

        return found;
    }

    private int CountFree()
    {
        lock (_gate) return _known.Values.Count(one => !one.IsTaken);
    }

    /// <summary>Reads on until so many entries can be taken, or there are no more.</summary>
    private async Task ReadAsync(int wanted)
    {
        if (CountFree() >= wanted) return;
        try
        {
            var now = time.GetTimestamp();
            if (time.GetElapsedTime(_claimed, now) >= s_claimPause)
            {
                _claimed = now;
                await ClaimAsync(wanted);
            }

            if (!_resumed) await ResumeAsync();
            _resumed = true;
            for (var missing = wanted - CountFree(); missing > 0; missing -= Page)
            {
                var page = await link.CallAsync(database => database.StreamReadGroupAsync(keys.Outbox, Group, instance, ">", Math.Min(missing, Page)));
                Keep(page);
                if (page.Length < Math.Min(missing, Page)) break;
            }
        }
        catch (StoreUnreachableException exception) when (exception.InnerException is RedisServerException { Message: var message } && message.StartsWith("NOGROUP", StringComparison.Ordinal))
        {
            await CreateGroupAsync();
        }
        catch
        {
            _resumed = false;
            throw;
        }
    }

    /// <summary>Entries of a reader that is dead.</summary>
    private async Task ClaimAsync(int wanted)
    {
        for (RedisValue from = Beginning; CountFree() < wanted;)
        {
            var abandoned = await link.CallAsync(database => database.StreamAutoClaimAsync(keys.Outbox, Group, instance, (long)s_abandoned.TotalMilliseconds, from, Page));
            Keep(abandoned.ClaimedEntries);
            if (abandoned.NextStartId == Beginning) return;
            from = abandoned.NextStartId;
        }
    }

    /// <summary>Entries that were given to this gateway and that it does not have: an earlier run took them, or the answer was lost on the way.</summary>
    private async Task ResumeAsync()
    {
        for (RedisValue after = Beginning; ;)
        {
            var page = await link.CallAsync(database => database.StreamReadGroupAsync(keys.Outbox, Group, instance, after, Page));
            Keep(page);
            if (page.Length < Page) return;
            after = page[^1].Id;
        }
    }

    private async Task CreateGroupAsync()
    {
        try
        {
            await link.CallAsync(database => database.StreamCreateConsumerGroupAsync(keys.Outbox, Group, Beginning, createStream: true));
        }
        catch (StoreUnreachableException exception) when (exception.InnerException is RedisServerException { Message: var message } && message.StartsWith("BUSYGROUP", StringComparison.Ordinal))
        {
            // Another gateway was faster.
        }
    }

    private void Keep(StreamEntry[] entries)
    {
        foreach (var entry in entries)
        {
            if (Parse(entry) is not { } read) continue;
            lock (_gate)
            {
                // What is read a second time may be taken already. Another entry under its number is of a store that lost it.
                if (!_known.TryGetValue(read.Sequence, out var before) || before.Id != entry.Id) _known[read.Sequence] = new(entry.Id, read, IsTaken: false);
            }
        }
    }

    private OutboxEntry? Parse(StreamEntry entry)
    {
        if (entry.Values is not { Length: > 0 }) return null; // Deleted while it was claimed: the database has it.
        try
        {
            var fields = new EntryFields(entry.Values);
            return Read(fields, (long)fields["q"u8]) is { } read ? read with { Generation = StoreGeneration.Parse(fields["n"u8]!).Name } : null;
        }
        catch (Exception exception) when (exception is FormatException or KeyNotFoundException or InvalidCastException or OverflowException or ArgumentOutOfRangeException or System.Text.Json.JsonException)
        {
            Quotas.Log.OutboxUnreadable(logger, entry.Id.ToString(), exception.GetType().Name);
            return null;
        }
    }

    private static OutboxEntry? Read(EntryFields fields, long sequence) => (string?)fields["y"u8] switch
    {
        "row" => Row(fields, sequence),
        "bound" => Bound(fields, sequence),
        "adjusted" => new OutboxEntry.Adjusted(sequence, Adjustment(fields)),
        "remembered" => new OutboxEntry.Remembered(sequence, StoredJson.Read<ImmutableArray<OwnedObject>>(Bytes(fields["o"u8]))),
        _ => null,
    };

    private static OutboxEntry.Row Row(EntryFields fields, long sequence)
    {
        var numbers = Bytes(fields["m"u8])[(2 * RedisNumbers.Size)..];
        return new(sequence, new()
        {
            Reservation = Reservation(fields, fields["i"u8]!, RedisNumbers.Amounts(numbers)),
            Settlement = StoredJson.Read<Settlement>(Bytes(fields["s"u8])),
            Delta = RedisNumbers.Amounts(numbers[RedisNumbers.SizeOfAmounts..]),
            JobId = fields.TryFind("j"u8, out var job) ? StoredJson.Read<JobBinding>(Bytes(job)).JobId : null,
        });
    }

    private static OutboxEntry.Bound Bound(EntryFields fields, long sequence)
    {
        var jobs = ImmutableArray.CreateBuilder<JobBinding>();
        var reservations = ImmutableArray.CreateBuilder<Reservation>();
        for (var i = 1; fields.TryFind(Encoding.UTF8.GetBytes(FormattableString.Invariant($"b{i}")), out var binding); i++)
        {
            jobs.Add(StoredJson.Read<JobBinding>(Bytes(binding)));
            reservations.Add(Reservation(fields, jobs[^1].ReservationId, RedisNumbers.Amounts(Bytes(fields[Encoding.UTF8.GetBytes(FormattableString.Invariant($"h{i}"))]))));
        }

        return new(sequence, jobs.ToImmutable(), reservations.ToImmutable());
    }

    private static Reservation Reservation(EntryFields fields, string id, Amounts held)
    {
        var numbers = Bytes(fields["m"u8]);
        return new()
        {
            Id = id,
            AdmittedAt = DateTimeOffset.FromUnixTimeMilliseconds(RedisNumbers.Number(numbers, 0)),
            GrantedOutputTokens = RedisNumbers.Number(numbers, 1),
            Held = held,
            Accounts = RedisText.Accounts(fields["k"u8]!),
            Context = StoredJson.Read<CallContext>(Bytes(fields["c"u8])),
        };
    }

    private static ReadOnlySpan<byte> Bytes(RedisValue value) => ((ReadOnlyMemory<byte>)value).Span;

    private static Adjustment Adjustment(EntryFields fields) => new(
        fields["i"u8]!, Subject.TryParse(fields["u"u8], out var subject) ? subject : throw new FormatException(), (QuotaMeter)(int)fields["m"u8], fields["w"u8]!,
        (int)fields["d"u8], (long)fields["a"u8], fields["o"u8]!, fields["r"u8]!, DateTimeOffset.FromUnixTimeMilliseconds((long)fields["t"u8]));

    private readonly record struct Known(RedisValue Id, OutboxEntry Entry, bool IsTaken);
}
