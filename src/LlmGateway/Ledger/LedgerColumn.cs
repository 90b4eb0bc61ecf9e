using LlmGateway.Database;

namespace LlmGateway.Ledger;

/// <summary>A column of the ledger: its name, its type in PostgreSQL, and its values.</summary>
internal abstract record LedgerColumn(string Name, string PostgresType)
{
    /// <summary>All columns but the generated id.</summary>
    public static IReadOnlyList<LedgerColumn> All { get; } =
    [
        Of("user", "text", row => row.User), Of("api_key", "text", row => row.ApiKey), Of("operation_type", "text", row => row.OperationType),
        Of("provider", "text", row => row.Provider), Of("tokens_used", "bigint", row => row.TokensUsed), Of("calls_made", "integer", row => row.CallsMade),
        Of("resource_id", "text", row => row.ResourceId), Of("metadata", "text", row => row.Metadata), Of("created_at", "timestamptz", row => row.CreatedAt),
        Of("month", "integer", row => row.Month), Of("year", "integer", row => row.Year), Of("day", "integer", row => row.Day), Of("utc_day", "integer", row => row.UtcDay),
        Of("organization", "text", row => row.Organization), Of("team", "text", row => row.Team), Of("upstream", "text", row => row.Upstream),
        Of("model", "text", row => row.Model), Of("operation", "text", row => row.Operation), Of("input_tokens", "bigint", row => row.InputTokens),
        Of("output_tokens", "bigint", row => row.OutputTokens), Of("cached_input_tokens", "bigint", row => row.CachedInputTokens),
        Of("reasoning_tokens", "bigint", row => row.ReasoningTokens), Of("images", "bigint", row => row.Images), Of("videos", "bigint", row => row.Videos),
        Of("scripts", "bigint", row => row.Scripts), Of("video_milliseconds", "bigint", row => row.VideoMilliseconds), Of("cost_nano", "bigint", row => row.CostNano),
        Of("certainty", "text", row => row.Certainty), Of("kind", "text", row => row.Kind), Of("attempt", "integer", row => row.Attempt),
        Of("reservation_id", "text", row => row.ReservationId), Of("request_id", "text", row => row.RequestId), Of("provider_id", "text", row => row.ProviderId),
        Of("status", "integer", row => row.Status), Of("latency_ms", "bigint", row => row.LatencyMs),
    ];

    /// <summary>As a statement lists them.</summary>
    public static string Names { get; } = string.Join(", ", All.Select(column => $"\"{column.Name}\""));

    public abstract object? Value(LedgerEntity row);

    /// <summary>The column of a batch as an array, for PostgreSQL's unnest.</summary>
    public abstract Array Values(IReadOnlyList<LedgerEntity> rows);

    private static Typed<T> Of<T>(string name, string type, Func<LedgerEntity, T> value) => new(name, type, value);

    private sealed record Typed<T>(string Name, string PostgresType, Func<LedgerEntity, T> Get) : LedgerColumn(Name, PostgresType)
    {
        public override object? Value(LedgerEntity row) => Get(row);

        public override Array Values(IReadOnlyList<LedgerEntity> rows) => rows.Select(Get).ToArray();
    }
}
