using LlmGateway.Metering;

namespace LlmGateway.Admin;

/// <summary>Something that a report can be grouped by. Only these names ever reach a statement.</summary>
/// <param name="Name">In the query and in the answer.</param>
/// <param name="Sql">The column of daily_usage, quoted.</param>
/// <param name="Read">What a row says; an absent user or team is null.</param>
internal sealed record ReportColumn(string Name, string Sql, Func<ReportRow, string?> Read)
{
    public const string Day = "day";

    public static IReadOnlyList<ReportColumn> All { get; } =
    [
        new("user", "\"user\"", row => row.User is "" ? null : row.User),
        new("team", "team", row => row.Team is "" ? null : row.Team),
        new("api_key", "api_key", row => row.ApiKey),
        new("organization", "organization", row => row.Organization),
        new("provider", "provider", row => row.Provider),
        new("model", "model", row => row.Model),
        new("operation", "operation", row => row.Operation),
        new("operation_type", "operation_type", row => row.OperationType),
        new(Day, "day", row => Window.DateOfDay(row.Day).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)),
    ];

    /// <summary>The columns that <c>group_by=user,model</c> names.</summary>
    public static IReadOnlyList<ReportColumn> Parse(string groupBy)
    {
        var names = groupBy.Split(',', StringSplitOptions.TrimEntries);
        if (names.Distinct(StringComparer.Ordinal).Count() < names.Length) throw Refuse.Invalid("group_by has a name twice.", "group_by");
        return [.. names.Select(name => All.FirstOrDefault(column => column.Name == name) ?? throw Refuse.Unsupported("group_by", name, All.Select(column => column.Name)))];
    }
}
