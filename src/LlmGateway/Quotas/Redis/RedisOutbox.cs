using System.Collections.Immutable;
using System.Globalization;
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
        var taken = entries.Where(entry => _taken.TryGetValue(entry.Sequence, out var known) && known.Entry.Generation == entry.Generation).ToArray();
        if (taken.Length == 0) return;
        var ids = Array.ConvertAll(taken, entry => _taken[entry.Sequence].Id);
        await link.CallAsync(async database =>
        {
            var batch = database.CreateBatch();
            var work = new List<Task> { batch.StreamAcknowledgeAsync(keys.Outbox, Group, ids), batch.StreamDeleteAsync(keys.Outbox, ids) };
            work.AddRange(taken.OfType<OutboxEntry.Row>().Select(row => batch.KeyExpireAsync(keys.Tombstone(row.LedgerRow.Reservation.Id), s_memory)));
            batch.Execute();
            await Task.WhenAll(work);
            return true;
        });
        foreach (var entry in taken) _taken.Remove(entry.Sequence);
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
            var fields = entry.Values.ToDictionary(field => field.Name.ToString(), field => field.Value.ToString());
            return Read(fields, long.Parse(fields["q"], CultureInfo.InvariantCulture)) is { } read ? read with { Generation = StoreGeneration.Parse(fields["n"]).Name } : null;
        }
        catch (Exception exception) when (exception is FormatException or KeyNotFoundException or System.Text.Json.JsonException)
        {
            Quotas.Log.OutboxUnreadable(logger, entry.Id.ToString(), exception.GetType().Name);
            return null;
        }
    }

    private static OutboxEntry? Read(Dictionary<string, string> fields, long sequence) => fields["y"] switch
    {
        "row" => new OutboxEntry.Row(sequence, new()
        {
            Reservation = Reservation(fields, fields["i"], fields["h"]),
            Settlement = StoredJson.Read<Settlement>(fields["s"]),
            Delta = RedisText.Amounts(fields["d"]),
            JobId = fields["j"].Length > 0 ? StoredJson.Read<JobBinding>(fields["j"]).JobId : null,
        }),
        "bound" => Bound(fields, sequence),
        "adjusted" => new OutboxEntry.Adjusted(sequence, Adjustment(fields)),
        "remembered" => new OutboxEntry.Remembered(sequence, StoredJson.Read<ImmutableArray<OwnedObject>>(fields["o"])),
        _ => null,
    };

    private static OutboxEntry.Bound Bound(Dictionary<string, string> fields, long sequence)
    {
        var jobs = ImmutableArray.CreateBuilder<JobBinding>();
        var reservations = ImmutableArray.CreateBuilder<Reservation>();
        for (var i = 1; fields.TryGetValue(FormattableString.Invariant($"b{i}"), out var binding); i++)
        {
            jobs.Add(StoredJson.Read<JobBinding>(binding));
            reservations.Add(Reservation(fields, jobs[^1].ReservationId, fields[FormattableString.Invariant($"h{i}")]));
        }

        return new(sequence, jobs.ToImmutable(), reservations.ToImmutable());
    }

    private static Reservation Reservation(Dictionary<string, string> fields, string id, string held) => new()
    {
        Id = id,
        AdmittedAt = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(fields["t"], CultureInfo.InvariantCulture)),
        GrantedOutputTokens = long.Parse(fields["g"], CultureInfo.InvariantCulture),
        Held = RedisText.Amounts(held),
        Accounts = RedisText.Accounts(fields["k"]),
        Context = StoredJson.Read<CallContext>(fields["c"]),
    };

    private static Adjustment Adjustment(Dictionary<string, string> fields) => new(
        fields["i"], Subject.TryParse(fields["u"], out var subject) ? subject : throw new FormatException(), (QuotaMeter)int.Parse(fields["m"], CultureInfo.InvariantCulture), fields["w"],
        int.Parse(fields["d"], CultureInfo.InvariantCulture), long.Parse(fields["a"], CultureInfo.InvariantCulture), fields["o"], fields["r"],
        DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(fields["t"], CultureInfo.InvariantCulture)));
}
