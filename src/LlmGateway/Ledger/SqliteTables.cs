using System.Data.Common;
using LlmGateway.Database;

namespace LlmGateway.Ledger;

/// <summary>SQLite: prepared statements row by row inside one transaction; the daily sums get those rows that were really new.</summary>
internal sealed class SqliteTables : ILedgerTables
{
    private static readonly string s_row = $"""
        INSERT INTO ledger ({LedgerColumn.Names})
        VALUES ({string.Join(", ", LedgerColumn.All.Select((_, i) => $"$p{i}"))}) ON CONFLICT (reservation_id, attempt, kind) DO NOTHING
        """;

    private static readonly string s_daily = $"""
        INSERT INTO daily_usage ({DailySums.Columns})
        SELECT {DailySums.Shares} FROM ledger WHERE id = last_insert_rowid() AND kind <> 'void'
        {DailySums.OnConflict}
        """;

    private const string User = """
        INSERT INTO users (organization_id, id, tier, is_active, version, created_at, updated_at)
        SELECT id, $p1, default_tier, 1, 0, $p2, $p2 FROM organizations WHERE id = $p0 ON CONFLICT DO NOTHING
        """;

    private const string Job = """
        INSERT INTO jobs (provider, job_id, reservation_id, organization, api_key, upstream, poll_path, poll_operation, bound_at, submit_status, reservation, is_open)
        VALUES ($p0, $p1, $p2, $p3, $p4, $p5, $p6, $p7, $p8, $p9, $p10, 1) ON CONFLICT DO NOTHING
        """;

    private const string ClosedJob = "UPDATE jobs SET is_open = 0 WHERE reservation_id = $p0";

    private const string Adjustment = """
        INSERT INTO adjustments (id, subject_kind, subject_id, meter, window_id, day, delta, actor, reason, at)
        VALUES ($p0, $p1, $p2, $p3, $p4, $p5, $p6, $p7, $p8, $p9) ON CONFLICT DO NOTHING
        """;

    private const string Object = """
        INSERT INTO objects (provider, object_id, organization, upstream, tokens, created_at) VALUES ($p0, $p1, $p2, $p3, $p4, $p5) ON CONFLICT DO NOTHING
        """;

    public async Task WriteAsync(DbConnection connection, DbTransaction transaction, LedgerBatch batch, DateTimeOffset now, CancellationToken cancellation)
    {
        await EachAsync(User, batch.Users, user => [user.Organization, user.User, Instant(now)]);
        await EachAsync(Job, batch.Jobs, job =>
            [job.Provider, job.JobId, job.ReservationId, job.Organization, job.ApiKey, job.Upstream, job.PollPath, job.PollOperation, Instant(job.BoundAt), job.SubmitStatus, job.Reservation]);
        await RowsAsync();
        await EachAsync(ClosedJob, batch.ClosedJobs, id => [id]);
        await EachAsync(Adjustment, batch.Adjustments, row =>
            [row.Id, row.SubjectKind, row.SubjectId, row.Meter, row.WindowId, row.Day, row.Delta, row.Actor, row.Reason, Instant(row.At)]);
        await EachAsync(Object, batch.Objects, row => [row.Provider, row.ObjectId, row.Organization, row.Upstream, row.Tokens, Instant(row.CreatedAt)]);

        async Task RowsAsync()
        {
            if (batch.Rows.IsEmpty) return;
            await using var insert = Command(s_row, LedgerColumn.All.Count);
            await using var sum = Command(s_daily, 0);
            foreach (var row in batch.Rows)
            {
                for (var i = 0; i < LedgerColumn.All.Count; i++) insert.Parameters[i].Value = Sqlite(LedgerColumn.All[i].Value(row));
                if (await insert.ExecuteNonQueryAsync(cancellation) > 0) await sum.ExecuteNonQueryAsync(cancellation);
            }
        }

        async Task EachAsync<T>(string text, IEnumerable<T> items, Func<T, object?[]> values)
        {
            DbCommand? command = null;
            foreach (var item in items)
            {
                var row = values(item);
                command ??= Command(text, row.Length);
                for (var i = 0; i < row.Length; i++) command.Parameters[i].Value = Sqlite(row[i]);
                await command.ExecuteNonQueryAsync(cancellation);
            }

            if (command is not null) await command.DisposeAsync();
        }

        DbCommand Command(string text, int parameters)
        {
            var command = connection.CreateCommand();
            (command.CommandText, command.Transaction) = (text, transaction);
            for (var i = 0; i < parameters; i++)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = FormattableString.Invariant($"$p{i}");
                command.Parameters.Add(parameter);
            }

            return command;
        }
    }

    private static object Sqlite(object? value) => value switch
    {
        null => DBNull.Value,
        DateTimeOffset at => Instant(at),
        _ => value,
    };

    private static long Instant(DateTimeOffset at) => SqliteContext.MicrosecondsOf(at);
}
