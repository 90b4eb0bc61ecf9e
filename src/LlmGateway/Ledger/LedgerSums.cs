using LlmGateway.Database;
using LlmGateway.Metering;
using LlmGateway.Quotas;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace LlmGateway.Ledger;

/// <summary>What counters must be: the daily sums and the adjustments, for every subject or for one.</summary>
internal static class LedgerSums
{
    /// <summary>In the order of the meters.</summary>
    private static readonly string s_meters = string.Join(
        ", ", ((string[])["tokens", "calls", "cost_nano", "videos", "images", "scripts", "video_milliseconds"]).Select(column => $"CAST(sum({column}) AS bigint)"));

    /// <summary>How the daily sums are read for each kind of subject.</summary>
    private static readonly (SubjectKind Kind, string Id, string Day, string Where)[] s_subjects =
    [
        (SubjectKind.Key, "api_key", "day", "true"),
        (SubjectKind.User, "organization || '/' || \"user\"", "day", "\"user\" <> ''"),
        (SubjectKind.Team, "organization || '/' || team", "day", "team <> ''"),
        (SubjectKind.Organization, "organization", "day", "true"),
        (SubjectKind.Upstream, "provider || '/' || upstream", "utc_day", "true"),
    ];

    /// <param name="only">Null: every subject.</param>
    public static async Task<IReadOnlyList<PostedSum>> ReadAsync(GatewayContext context, DateOnly from, Subject? only, CancellationToken cancellation)
    {
        // A day more, because days of the tables are local.
        var first = from.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber - 1;
        var sums = new List<PostedSum>();
        foreach (var (kind, id, day, where) in s_subjects)
        {
            if (only is { } subject && subject.Kind != kind) continue;
            var statement = $"SELECT {id}, {day}, {s_meters} FROM daily_usage WHERE {day} >= {first} AND {where}{(only is null ? "" : $" AND {id} = @id")} GROUP BY 1, 2";
            await AddDaysAsync(context, kind, statement, only?.Id, sums, cancellation);
        }

        await AddAdjustmentsAsync(context, first, only, sums, cancellation);
        return sums;
    }

    private static async Task AddDaysAsync(GatewayContext context, SubjectKind kind, string statement, string? id, List<PostedSum> sums, CancellationToken cancellation)
    {
        await context.Database.OpenConnectionAsync(cancellation);
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = statement;
        command.Transaction = context.Database.CurrentTransaction?.GetDbTransaction();
        if (id is not null)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ("@id", id);
            command.Parameters.Add(parameter);
        }

        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var posted = Amounts.Zero;
            foreach (var meter in QuotaMeters.All) posted = posted.With(meter, reader.GetInt64(2 + (int)meter));
            sums.Add(new(new(kind, reader.GetString(0)), reader.GetInt32(1), posted));
        }
    }

    private static async Task AddAdjustmentsAsync(GatewayContext context, int first, Subject? only, List<PostedSum> sums, CancellationToken cancellation)
    {
        var rows = context.Adjustments.AsNoTracking().Where(row => row.Day >= first);
        if (only is { } subject) rows = rows.Where(row => row.SubjectKind == subject.KindName && row.SubjectId == subject.Id);
        var adjustments = await rows.GroupBy(row => new { row.SubjectKind, row.SubjectId, row.Meter, row.Day })
            .Select(group => new { group.Key, Delta = group.Sum(row => row.Delta) }).ToListAsync(cancellation);
        foreach (var row in adjustments)
        {
            if (!Subject.TryParse($"{row.Key.SubjectKind}:{row.Key.SubjectId}", out var adjusted) || !QuotaMeters.TryParse(row.Key.Meter, out var meter)) continue;
            sums.Add(new(adjusted, row.Key.Day, Amounts.Zero.With(meter, row.Delta)));
        }
    }
}
