using System.Collections.Immutable;
using LlmGateway.Metering;
using LlmGateway.Quotas.Spool;

namespace LlmGateway.Quotas.Redis;

/// <summary>
/// The local write-ahead log beside a shared store: what this gateway sent and how it ended, until the database has it. It survives the death of this process, of
/// Redis and of PostgreSQL, together or one after the other. Thread-safe.
/// </summary>
internal sealed class RedisSpool : IDisposable
{
    private const long LargestFile = 4 * 1024 * 1024;

    private readonly string _directory;
    private readonly ILogger _logger;
    private readonly SpoolLog _log;
    private readonly Lock _gate = new();
    private readonly Queue<SpoolSegment> _closed = new();
    private readonly Dictionary<string, Sent> _dispatched = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Told> _unapplied = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Reservation> _leftOpen = new(StringComparer.Ordinal);
    private SpoolSegment _current;

    public RedisSpool(string directory, ILogger logger)
    {
        (_directory, _logger) = (directory, logger);
        var left = SpoolLog.Read(directory, file => Quotas.Log.SpoolTorn(logger, file)).ToList();
        _log = SpoolLog.Open(directory);
        _current = new(_log.Segment);
        var files = new SpoolSegment(_log.Segment - 1);
        foreach (var record in left) Take(record, files);
        _closed.Enqueue(files);
    }

    /// <summary>Calls that an earlier run sent and whose end it did not see.</summary>
    public IReadOnlyCollection<Reservation> LeftOpen => _leftOpen.Values;

    public void Dispatched(Reservation reservation)
    {
        // All writing of JSON is done outside the gate, which every call passes twice.
        var json = StoredJson.Write(reservation);
        var record = SpoolFormat.EncodeReserved(json);
        lock (_gate)
        {
            if (_dispatched.TryAdd(reservation.Id, new(_current, reservation, json))) _current.Open++;
            Append(record);
        }
    }

    /// <summary>The reservation stays with a job, which the store and the database know: this process need not end it.</summary>
    public void Bound(string reservationId, ImmutableArray<JobBinding> jobs)
    {
        lock (_gate)
        {
            if (_dispatched.Remove(reservationId, out var sent)) sent.Segment.Open--;
            Append(SpoolFormat.Encode(new SpoolRecord.Bound(reservationId, jobs, [])));
        }
    }

    public void Settled(Reservation reservation, Settlement settlement)
    {
        var json = StoredJson.Write(settlement);
        var record = SpoolFormat.EncodeSettled(JsonOf(reservation), json);
        lock (_gate)
        {
            if (_dispatched.Remove(reservation.Id, out var sent)) sent.Segment.Open--;
            if (_unapplied.TryAdd(reservation.Id, new(_current, settlement, json))) _current.Unapplied++;
            Append(record);
        }
    }

    /// <summary>A settlement as JSON; the bytes that were spooled if it was.</summary>
    public byte[] JsonOf(Settlement settlement)
    {
        lock (_gate)
        {
            if (_unapplied.TryGetValue(settlement.ReservationId, out var told) && ReferenceEquals(told.Settlement, settlement)) return told.Json;
        }

        return StoredJson.Write(settlement);
    }

    /// <summary>The store has taken a settlement (or had it before).</summary>
    /// <param name="entry">The outbox entry that it became; null if there is none.</param>
    public void Applied(string reservationId, StreamEntryId? entry)
    {
        lock (_gate)
        {
            if (!_unapplied.Remove(reservationId, out var told)) return;
            var segment = told.Segment;
            segment.Unapplied--;
            if (entry is { } id && id > segment.Last) segment.Last = id;
        }
    }

    /// <summary>All settlements that the files still hold, for a store that has lost what it was told.</summary>
    public IReadOnlyList<SpoolRecord.Settled> Settlements()
    {
        lock (_gate) return [.. SpoolLog.Read(_directory, file => Quotas.Log.SpoolTorn(_logger, file)).OfType<SpoolRecord.Settled>()];
    }

    /// <summary>A group fsync; a new file when one is full; and removal of files whose settlements the database has.</summary>
    /// <param name="oldest">First outbox entry that the database may lack; null if it has all.</param>
    public void Tend(StreamEntryId? oldest)
    {
        _log.Flush();
        lock (_gate)
        {
            if (_log.Length >= LargestFile)
            {
                _closed.Enqueue(_current);
                _log.Rotate([]);
                _current = new(_log.Segment);
            }

            while (_closed.TryPeek(out var segment) && segment is { Open: 0, Unapplied: 0 } && (oldest is null || segment.Last < oldest))
            {
                _closed.Dequeue();
                _log.DeleteBefore(segment.Number + 1);
            }
        }
    }

    public void Flush() => _log.Flush();

    public void Dispose() => _log.Dispose();

    /// <summary>Follows a record of an earlier run, so that its file stays as long as it is needed.</summary>
    private void Take(SpoolRecord record, SpoolSegment files)
    {
        switch (record)
        {
            case SpoolRecord.Reserved { Reservation: var reservation } when _dispatched.TryAdd(reservation.Id, new(files, null, [])):
                files.Open++;
                _leftOpen[reservation.Id] = reservation;
                break;
            case SpoolRecord.Bound { ReservationId: var id }: Ended(id); break;
            case SpoolRecord.Settled { Reservation.Id: var id }:
                Ended(id);
                if (_unapplied.TryAdd(id, new(files, null, []))) files.Unapplied++;
                break;
        }

        void Ended(string id)
        {
            if (_dispatched.Remove(id)) files.Open--;
            _leftOpen.Remove(id);
        }
    }

    /// <summary>The bytes that were spooled when the call was sent, unless its hold was moved since.</summary>
    private byte[] JsonOf(Reservation reservation)
    {
        lock (_gate)
        {
            if (_dispatched.TryGetValue(reservation.Id, out var sent) && ReferenceEquals(sent.Reservation, reservation)) return sent.Json;
        }

        return StoredJson.Write(reservation);
    }

    private void Append(ReadOnlySpan<byte> record)
    {
        try
        {
            _log.Append(record);
        }
        catch (IOException exception)
        {
            Quotas.Log.SpoolFailed(_logger, exception);
        }
    }

    /// <summary>A call that was sent: the file that says so, and what it says; null and nothing for those of an earlier run.</summary>
    private readonly record struct Sent(SpoolSegment Segment, Reservation? Reservation, byte[] Json);

    /// <summary>A settlement that the store has not taken yet.</summary>
    private readonly record struct Told(SpoolSegment Segment, Settlement? Settlement, byte[] Json);
}
