using System.Globalization;
using LlmGateway.Database;
using LlmGateway.Metering;
using LlmGateway.Quotas;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace LlmGateway.Ledger;

/// <summary>The durable ledger in the configured database.</summary>
internal sealed class LedgerStore(IDbContextFactory<GatewayContext> contexts, DatabaseOptions options, TimeProvider time) : ILedgerStore
{
    /// <summary>In the order of the meters.</summary>
    private static readonly string s_meters = string.Join(", ", ((string[])["tokens", "calls", "cost_nano", "videos", "images", "scripts", "video_milliseconds"]).Select(column => $"CAST(sum({column}) AS bigint)"));

    /// <summary>How the daily sums are read for each kind of subject.</summary>
    private static readonly (SubjectKind Kind, string Id, string Day, string Where)[] s_subjects =
    [
        (SubjectKind.Key, "api_key", "day", "true"),
        (SubjectKind.User, "organization || '/' || \"user\"", "day", "\"user\" <> ''"),
        (SubjectKind.Team, "organization || '/' || team", "day", "team <> ''"),
        (SubjectKind.Organization, "organization", "day", "true"),
        (SubjectKind.Upstream, "provider || '/' || upstream", "utc_day", "true"),
    ];

    private readonly ILedgerTables _tables = options.IsPostgres ? new PostgresTables() : new SqliteTables();

    public async Task WriteAsync(IReadOnlyList<OutboxEntry> entries, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellation);
        await _tables.WriteAsync(context.Database.GetDbConnection(), transaction.GetDbTransaction(), LedgerBatch.Of(entries, now), now, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    public async Task<IReadOnlyList<PostedSum>> SumsAsync(DateOnly from, CancellationToken cancellation)
    {
        var first = from.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var sums = new List<PostedSum>();
        foreach (var (kind, id, day, where) in s_subjects) await AddSumsAsync(context, kind, $"SELECT {id}, {day}, {s_meters} FROM daily_usage WHERE day >= {first - 1} AND {where} GROUP BY 1, 2", sums, cancellation);
        var adjustments = await context.Adjustments.AsNoTracking().Where(row => row.Day >= first - 1)
            .GroupBy(row => new { row.SubjectKind, row.SubjectId, row.Meter, row.Day })
            .Select(group => new { group.Key, Delta = group.Sum(row => row.Delta) }).ToListAsync(cancellation);
        sums.AddRange(adjustments.Select(row => Adjusted(row.Key.SubjectKind, row.Key.SubjectId, row.Key.Meter, row.Key.Day, row.Delta)));
        return sums;
    }

    public async Task<IReadOnlyList<OpenJob>> OpenJobsAsync(CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        var open = await context.Jobs.AsNoTracking()
            .Where(job => job.IsOpen && !context.Ledger.Any(row => row.ReservationId == job.ReservationId))
            .OrderBy(job => job.BoundAt).ToListAsync(cancellation);
        return [.. open.Select(job => new OpenJob(Binding(job), StoredJson.Read<Reservation>(job.Reservation)))];
    }

    public async Task<JobBinding?> FindJobAsync(string provider, string jobId, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        return await context.Jobs.AsNoTracking().SingleOrDefaultAsync(job => job.Provider == provider && job.JobId == jobId, cancellation) is { } job ? Binding(job) : null;
    }

    public async Task<OwnedObject?> FindObjectAsync(string provider, string id, CancellationToken cancellation)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellation);
        if (await context.Objects.AsNoTracking().SingleOrDefaultAsync(row => row.Provider == provider && row.ObjectId == id, cancellation) is { } owned)
        {
            return new(provider, id, owned.Organization, owned.Upstream, owned.Tokens);
        }

        return await context.Ledger.AsNoTracking().Where(row => row.ProviderId == id && row.Provider == provider && row.Kind == "settle")
            .OrderBy(row => row.Id).Select(row => new OwnedObject(provider, id, row.Organization, row.Upstream, row.TokensUsed)).FirstOrDefaultAsync(cancellation);
    }

    private static JobBinding Binding(JobEntity job) => new(
        job.Provider, job.JobId, job.ReservationId, job.Organization, job.ApiKey, job.Upstream, job.PollPath, job.PollOperation, job.BoundAt, job.SubmitStatus);

    private static PostedSum Adjusted(string kind, string id, string meter, int day, long delta)
    {
        if (!Subject.TryParse($"{kind}:{id}", out var subject) || !QuotaMeters.TryParse(meter, out var counted)) throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"Adjustment of {kind}:{id}, {meter}"));
        return new(subject, day, Amounts.Zero.With(counted, delta));
    }

    private static async Task AddSumsAsync(GatewayContext context, SubjectKind kind, string statement, List<PostedSum> sums, CancellationToken cancellation)
    {
        await context.Database.OpenConnectionAsync(cancellation);
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = statement;
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var posted = Amounts.Zero;
            foreach (var meter in QuotaMeters.All) posted = posted.With(meter, reader.GetInt64(2 + (int)meter));
            sums.Add(new(new(kind, reader.GetString(0)), reader.GetInt32(1), posted));
        }
    }
}
