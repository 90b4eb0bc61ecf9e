using System.Data.Common;
using LlmGateway.Database;
using Npgsql;
using NpgsqlTypes;

namespace LlmGateway.Ledger;

/// <summary>
/// PostgreSQL: one statement a table over arrays (<c>unnest</c>), 5 to 8 times as fast as row by row. New ledger rows are added to the daily sums in the same
/// statement; the sums are taken in the order of their keys, so that two gateways cannot wait for each other.
/// </summary>
internal sealed class PostgresTables : ILedgerTables
{
    /// <summary>
    /// The arrays are unnested side by side in the select list: in FROM each of them would be stored whole before the first row is made, which costs a batch a sixth more.
    /// </summary>
    private static readonly string s_rows = $"""
        WITH added AS (
          INSERT INTO ledger ({LedgerColumn.Names})
          SELECT {string.Join(", ", LedgerColumn.All.Select((column, i) => $"unnest(${i + 1}::{column.PostgresType}[])"))}
          ON CONFLICT (reservation_id, attempt, kind) DO NOTHING
          RETURNING kind, {DailySums.Shares})
        INSERT INTO daily_usage ({DailySums.Columns})
        SELECT {DailySums.Summed} FROM added WHERE kind <> 'void' GROUP BY {DailySums.Keys} ORDER BY {DailySums.Keys}
        {DailySums.OnConflict}
        """;

    private const string Users = """
        INSERT INTO users (organization_id, id, tier, is_active, version, created_at, updated_at)
        SELECT o.id, u.id, o.default_tier, true, 0, $3, $3 FROM unnest($1::text[], $2::text[]) AS u(organization_id, id) JOIN organizations o ON o.id = u.organization_id
        ORDER BY 1, 2 ON CONFLICT DO NOTHING
        """;

    /// <summary>A job whose end is written already, by another gateway, is not open.</summary>
    private const string Jobs = """
        INSERT INTO jobs (provider, job_id, reservation_id, organization, api_key, upstream, poll_path, poll_operation, bound_at, submit_status, reservation, is_open)
        SELECT *, NOT EXISTS (SELECT 1 FROM ledger WHERE ledger.reservation_id = bound.reservation_id)
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::timestamptz[], $10::integer[], $11::text[])
          AS bound(provider, job_id, reservation_id, organization, api_key, upstream, poll_path, poll_operation, bound_at, submit_status, reservation)
        ORDER BY 1, 2 ON CONFLICT DO NOTHING
        """;

    private const string ClosedJobs = "UPDATE jobs SET is_open = false WHERE is_open AND reservation_id = ANY($1)";

    private const string Adjustments = """
        INSERT INTO adjustments (id, subject_kind, subject_id, meter, window_id, day, delta, actor, reason, at)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::integer[], $7::bigint[], $8::text[], $9::text[], $10::timestamptz[])
        ON CONFLICT DO NOTHING
        """;

    private const string Objects = """
        INSERT INTO objects (provider, object_id, organization, upstream, tokens, created_at)
        SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::timestamptz[])
        ORDER BY 1, 2 ON CONFLICT DO NOTHING
        """;

    public async Task WriteAsync(DbConnection connection, DbTransaction transaction, LedgerBatch batch, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var commands = new NpgsqlBatch((NpgsqlConnection)connection, (NpgsqlTransaction)transaction);
        var users = batch.Users.ToArray();
        if (users.Length > 0) Add(commands, Users, users.Select(user => user.Organization).ToArray(), users.Select(user => user.User).ToArray(), now.ToUniversalTime());
        if (batch.Jobs.Length > 0) Add(commands, Jobs, [.. JobArrays(batch.Jobs)]);
        if (batch.Rows.Length > 0) Add(commands, s_rows, [.. LedgerColumn.All.Select(column => column.Values(batch.Rows))]);
        if (batch.ClosedJobs is { Length: > 0 } closed) Add(commands, ClosedJobs, [closed]);
        if (batch.Adjustments.Length > 0) Add(commands, Adjustments, [.. AdjustmentArrays(batch.Adjustments)]);
        if (batch.Objects.Length > 0) Add(commands, Objects, [.. ObjectArrays(batch.Objects)]);
        if (commands.BatchCommands.Count > 0) await commands.ExecuteNonQueryAsync(cancellation);
    }

    private static IEnumerable<object> JobArrays(IReadOnlyList<JobEntity> jobs) =>
    [
        Array(jobs, job => job.Provider), Array(jobs, job => job.JobId), Array(jobs, job => job.ReservationId), Array(jobs, job => job.Organization), Array(jobs, job => job.ApiKey),
        Array(jobs, job => job.Upstream), Array(jobs, job => job.PollPath), Array(jobs, job => job.PollOperation), Array(jobs, job => job.BoundAt), Array(jobs, job => job.SubmitStatus),
        Array(jobs, job => job.Reservation),
    ];

    private static IEnumerable<object> AdjustmentArrays(IReadOnlyList<AdjustmentEntity> rows) =>
    [
        Array(rows, row => row.Id), Array(rows, row => row.SubjectKind), Array(rows, row => row.SubjectId), Array(rows, row => row.Meter), Array(rows, row => row.WindowId),
        Array(rows, row => row.Day), Array(rows, row => row.Delta), Array(rows, row => row.Actor), Array(rows, row => row.Reason), Array(rows, row => row.At),
    ];

    private static IEnumerable<object> ObjectArrays(IReadOnlyList<ObjectEntity> rows) =>
    [
        Array(rows, row => row.Provider), Array(rows, row => row.ObjectId), Array(rows, row => row.Organization), Array(rows, row => row.Upstream), Array(rows, row => row.Tokens), Array(rows, row => row.CreatedAt),
    ];

    private static T[] Array<TRow, T>(IReadOnlyList<TRow> rows, Func<TRow, T> value) => [.. rows.Select(value)];

    private static void Add(NpgsqlBatch commands, string text, params object[] values)
    {
        var command = new NpgsqlBatchCommand(text);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value, NpgsqlDbType = TypeOf(value) });
        commands.BatchCommands.Add(command);
    }

    private static NpgsqlDbType TypeOf(object value) => value switch
    {
        string[] => NpgsqlDbType.Array | NpgsqlDbType.Text,
        long[] or long?[] => NpgsqlDbType.Array | NpgsqlDbType.Bigint,
        int[] or int?[] => NpgsqlDbType.Array | NpgsqlDbType.Integer,
        DateTimeOffset[] => NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
        DateTimeOffset => NpgsqlDbType.TimestampTz,
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };
}
