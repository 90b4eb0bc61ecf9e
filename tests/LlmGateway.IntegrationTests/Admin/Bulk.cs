namespace LlmGateway.IntegrationTests.Admin;

/// <summary>Statements that fill tables to the size of a large gateway.</summary>
internal static class Bulk
{
    /// <summary>Two hundred thousand keys of ten thousand users.</summary>
    public const string Keys = """
        INSERT INTO keys (id, organization_id, name, user_id, may_name_users, allowed_models, allowed_operations, unknown_objects, is_active, version, created_at, updated_at)
        SELECT 'key_' || lpad(n::text, 10, '0'), 'default', 'bulk', 'u' || (n % 10000), false, '[]', '[]', 'refuse', true, 0, timestamptz '2026-01-01' + n * interval '1 second', now()
        FROM generate_series(1, 200000) n
        """;

    /// <summary>What ten million calls of October come to: 300 users, 4 models, 31 days.</summary>
    public const string DailyUsage = """
        INSERT INTO daily_usage (organization, day, utc_day, "user", team, api_key, upstream, provider, model, operation, operation_type, tokens, calls, cost_nano, videos, images, scripts, video_milliseconds, input_tokens, output_tokens)
        SELECT 'default', day, day, 'u' || u, 't' || (u % 20), 'key_' || lpad(u::text, 10, '0'), 'default', 'openai', 'm' || m, 'openai.chat_completions', 'llm_call', 100000, 269, 5000000, 0, 0, 0, 0, 60000, 40000
        FROM generate_series(20727, 20757) day, generate_series(1, 300) u, generate_series(1, 4) m
        """;

    /// <summary>Some rows of them.</summary>
    public const string Ledger = """
        INSERT INTO ledger ("user", api_key, operation_type, provider, tokens_used, calls_made, metadata, created_at, month, year, day, utc_day, organization, upstream, model, operation, images, videos, scripts, video_milliseconds, cost_nano, kind, attempt, reservation_id, request_id, latency_ms)
        SELECT 'u' || (n % 300), 'key_' || lpad((n % 300)::text, 10, '0'), 'llm_call', 'openai', 100, 1, '{{}}', timestamptz '2026-10-01' + n * interval '7 seconds', 10, 2026, 20727, 20727, 'default', 'default', 'm' || (n % 4), 'openai.chat_completions', 0, 0, 0, 0, 100, 'settle', 0, 'rsv_' || n, 'req_' || n, 5
        FROM generate_series(1, 300000) n
        """;
}
