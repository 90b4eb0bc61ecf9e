using System.Collections.Immutable;
using LlmGateway.Database;
using LlmGateway.Metering;
using LlmGateway.Quotas;

namespace LlmGateway.Ledger;

/// <summary>Outbox entries as rows, ready to be written in one transaction.</summary>
internal sealed record LedgerBatch(
    ImmutableArray<LedgerEntity> Rows, ImmutableArray<JobEntity> Jobs, ImmutableArray<AdjustmentEntity> Adjustments, ImmutableArray<ObjectEntity> Objects)
{
    /// <summary>Users that calls named, in a fixed order so that two writers cannot wait for each other.</summary>
    public IEnumerable<(string Organization, string User)> Users => Rows
        .Where(row => row.User is not null).Select(row => (row.Organization, User: row.User!)).Distinct()
        .OrderBy(user => user.Organization, StringComparer.Ordinal).ThenBy(user => user.User, StringComparer.Ordinal);

    /// <summary>Reservations of jobs that these rows settle.</summary>
    public string[] ClosedJobs => [.. Rows.Where(row => row.ResourceId is not null).Select(row => row.ReservationId).Distinct().Order(StringComparer.Ordinal)];

    public static LedgerBatch Of(IReadOnlyList<OutboxEntry> entries, DateTimeOffset now)
    {
        var rows = ImmutableArray.CreateBuilder<LedgerEntity>(entries.Count);
        var jobs = ImmutableArray.CreateBuilder<JobEntity>();
        var adjustments = ImmutableArray.CreateBuilder<AdjustmentEntity>();
        var objects = ImmutableArray.CreateBuilder<ObjectEntity>();
        foreach (var entry in entries)
        {
            switch (entry)
            {
                case OutboxEntry.Row row: rows.Add(LedgerRows.Entity(row.LedgerRow)); break;
                case OutboxEntry.Bound bound: jobs.AddRange(bound.Jobs.Select((job, i) => Job(job, bound.Reservations[i]))); break;
                case OutboxEntry.Adjusted adjusted: adjustments.Add(Adjustment(adjusted.Adjustment)); break;
                case OutboxEntry.Remembered remembered: objects.AddRange(remembered.Objects.Select(owned => Object(owned, now))); break;
            }
        }

        return new(rows.ToImmutable(), jobs.ToImmutable(), adjustments.ToImmutable(), objects.ToImmutable());
    }

    private static JobEntity Job(JobBinding job, Reservation reservation) => new()
    {
        Provider = job.Provider,
        JobId = LedgerText.Clean(job.JobId),
        ReservationId = job.ReservationId,
        Organization = job.Organization,
        ApiKey = job.ApiKey,
        Upstream = job.Upstream,
        PollPath = LedgerText.Clean(job.PollPath),
        PollOperation = job.PollOperation,
        BoundAt = job.BoundAt.ToUniversalTime(),
        SubmitStatus = job.SubmitStatus,
        Reservation = StoredJson.WriteText(reservation),
    };

    private static AdjustmentEntity Adjustment(Adjustment adjustment) => new()
    {
        Id = adjustment.Id,
        SubjectKind = adjustment.Subject.KindName,
        SubjectId = adjustment.Subject.Id,
        Meter = adjustment.Meter.Name(),
        WindowId = adjustment.WindowId,
        Day = adjustment.Day,
        Delta = adjustment.Delta,
        Actor = adjustment.Actor,
        Reason = adjustment.Reason,
        At = adjustment.At.ToUniversalTime(),
    };

    private static ObjectEntity Object(OwnedObject owned, DateTimeOffset now) => new()
    {
        Provider = owned.Provider,
        ObjectId = LedgerText.Clean(owned.Id),
        Organization = owned.Organization,
        Upstream = owned.Upstream,
        Tokens = owned.Tokens,
        CreatedAt = now,
    };
}
