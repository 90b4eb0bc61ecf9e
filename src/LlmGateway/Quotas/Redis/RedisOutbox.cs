using System.Collections.Immutable;
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
    private const int Page = 1000;

    /// <summary>More than a writer has at once.</summary>
    private const int LargestTake = 10_000;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan s_claimPause = TimeSpan.FromSeconds(10);

    /// <summary>An entry that its reader has had for so long is taken over: that reader is dead.</summary>
    private static readonly TimeSpan s_abandoned = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan s_memory = TimeSpan.FromMinutes(15);

    private readonly SortedDictionary<long, (RedisValue Id, OutboxEntry Entry)> _taken = [];
    private long _claimed;
    private bool _resumed;

    /// <summary>What this gateway has taken and not acknowledged, and more; waits until there is something.</summary>
    public async ValueTask<IReadOnlyList<OutboxEntry>> TakeAsync(int max, CancellationToken cancellation)
    {
        while (true)
        {
            if (_taken.Count < max) await ReadAsync(max - _taken.Count);
            if (_taken.Count > 0)
            {
                // One generation at a time: a batch is written under it, or not at all.
                var first = _taken.Values.First().Entry.Generation;
                return [.. _taken.Values.Select(taken => taken.Entry).Where(entry => entry.Generation == first).Take(max)];
            }

            await Task.Delay(s_pause, time, cancellation);
        }
    }

    public async ValueTask AcknowledgeAsync(IReadOnlyList<OutboxEntry> entries)
    {
        foreach (var page in entries.Where(entry => _taken.TryGetValue(entry.Sequence, out var known) && known.Entry.Generation == entry.Generation).Chunk(Page))
        {
            RedisKey[] all = [keys.Outbox, .. page.OfType<OutboxEntry.Row>().Select(row => keys.Tombstone(row.LedgerRow.Reservation.Id))];
            RedisValue[] values = [Group, (long)s_memory.TotalMilliseconds, .. page.Select(entry => _taken[entry.Sequence].Id)];
            await link.EvalAsync(RedisScript.Acknowledge, all, values, link.LongPatience);
            foreach (var entry in page) _taken.Remove(entry.Sequence);
        }
    }

    /// <summary>All entries that are there, whoever has them, oldest first; and how many cannot be read.</summary>
    /// <param name="to">Stream id of the last one; all by default.</param>
    public async Task<(IReadOnlyList<OutboxEntry> Entries, int Unreadable)> ReadAllAsync(RedisValue? to = null)
    {
        var (entries, unreadable, from) = (new List<OutboxEntry>(), 0, (RedisValue)"-");
        while (true)
        {
            var page = await link.CallAsync(database => database.StreamRangeAsync(keys.Outbox, from, to, count: Page));
            var readable = page.Select(Parse).OfType<OutboxEntry>().ToArray();
            entries.AddRange(readable);
            unreadable += page.Length - readable.Length;
            if (page.Length < Page) return (entries, unreadable);
            from = $"({page[^1].Id}";
        }
    }

    private async Task ReadAsync(int count)
    {
        try
        {
            var now = time.GetTimestamp();
            if (time.GetElapsedTime(_claimed, now) >= s_claimPause)
            {
                _claimed = now;
                var abandoned = await link.CallAsync(database => database.StreamAutoClaimAsync(keys.Outbox, Group, instance, (long)s_abandoned.TotalMilliseconds, "0-0", count));
                Keep(abandoned.ClaimedEntries);
            }

            // Entries that were given to this gateway and that it does not have: an earlier run took them, or the answer was lost on the way.
            if (!_resumed) Keep(await link.CallAsync(database => database.StreamReadGroupAsync(keys.Outbox, Group, instance, "0-0", LargestTake)));
            _resumed = true;
            Keep(await link.CallAsync(database => database.StreamReadGroupAsync(keys.Outbox, Group, instance, ">", count)));
        }
        catch (StoreUnreachableException exception) when (exception.InnerException is RedisServerException { Message: var message } && message.StartsWith("NOGROUP", StringComparison.Ordinal))
        {
            await CreateGroupAsync();
        }
        catch (StoreUnreachableException)
        {
            _resumed = false;
            throw;
        }
    }

    private async Task CreateGroupAsync()
    {
        try
        {
            await link.CallAsync(database => database.StreamCreateConsumerGroupAsync(keys.Outbox, Group, "0-0", createStream: true));
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
            if (Parse(entry) is { } known) _taken[known.Sequence] = (entry.Id, known);
        }
    }

    private OutboxEntry? Parse(StreamEntry entry)
    {
        if (entry.Values is not { Length: > 0 }) return null; // Deleted while it was claimed: the database has it.
        try
        {
            var fields = entry.Values.ToDictionary(field => field.Name.ToString(), field => field.Value);
            return Read(fields, (long)fields["q"]) is { } read ? read with { Generation = StoreGeneration.Parse(fields["n"]!).Name } : null;
        }
        catch (Exception exception) when (exception is FormatException or KeyNotFoundException or InvalidCastException or ArgumentOutOfRangeException or System.Text.Json.JsonException)
        {
            Quotas.Log.OutboxUnreadable(logger, entry.Id.ToString(), exception.GetType().Name);
            return null;
        }
    }

    private static OutboxEntry? Read(Dictionary<string, RedisValue> fields, long sequence) => (string?)fields["y"] switch
    {
        "row" => Row(fields, sequence),
        "bound" => Bound(fields, sequence),
        "adjusted" => new OutboxEntry.Adjusted(sequence, Adjustment(fields)),
        "remembered" => new OutboxEntry.Remembered(sequence, StoredJson.Read<ImmutableArray<OwnedObject>>(Bytes(fields["o"]))),
        _ => null,
    };

    private static OutboxEntry.Row Row(Dictionary<string, RedisValue> fields, long sequence)
    {
        var numbers = Bytes(fields["m"])[(2 * RedisNumbers.Size)..];
        return new(sequence, new()
        {
            Reservation = Reservation(fields, fields["i"]!, RedisNumbers.Amounts(numbers)),
            Settlement = StoredJson.Read<Settlement>(Bytes(fields["s"])),
            Delta = RedisNumbers.Amounts(numbers[RedisNumbers.SizeOfAmounts..]),
            JobId = fields.TryGetValue("j", out var job) ? StoredJson.Read<JobBinding>(Bytes(job)).JobId : null,
        });
    }

    private static OutboxEntry.Bound Bound(Dictionary<string, RedisValue> fields, long sequence)
    {
        var jobs = ImmutableArray.CreateBuilder<JobBinding>();
        var reservations = ImmutableArray.CreateBuilder<Reservation>();
        for (var i = 1; fields.TryGetValue(FormattableString.Invariant($"b{i}"), out var binding); i++)
        {
            jobs.Add(StoredJson.Read<JobBinding>(Bytes(binding)));
            reservations.Add(Reservation(fields, jobs[^1].ReservationId, RedisNumbers.Amounts(Bytes(fields[FormattableString.Invariant($"h{i}")]))));
        }

        return new(sequence, jobs.ToImmutable(), reservations.ToImmutable());
    }

    private static Reservation Reservation(Dictionary<string, RedisValue> fields, string id, Amounts held)
    {
        var numbers = Bytes(fields["m"]);
        return new()
        {
            Id = id,
            AdmittedAt = DateTimeOffset.FromUnixTimeMilliseconds(RedisNumbers.Number(numbers, 0)),
            GrantedOutputTokens = RedisNumbers.Number(numbers, 1),
            Held = held,
            Accounts = RedisText.Accounts(fields["k"]!),
            Context = StoredJson.Read<CallContext>(Bytes(fields["c"])),
        };
    }

    private static ReadOnlySpan<byte> Bytes(RedisValue value) => ((ReadOnlyMemory<byte>)value).Span;

    private static Adjustment Adjustment(Dictionary<string, RedisValue> fields) => new(
        fields["i"]!, Subject.TryParse(fields["u"], out var subject) ? subject : throw new FormatException(), (QuotaMeter)(int)fields["m"], fields["w"]!,
        (int)fields["d"], (long)fields["a"], fields["o"]!, fields["r"]!, DateTimeOffset.FromUnixTimeMilliseconds((long)fields["t"]));
}
