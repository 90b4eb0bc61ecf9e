using System.Globalization;
using LlmGateway.Authentication;
using LlmGateway.Benchmarks.Loads;
using LlmGateway.Benchmarks.Processes;
using LlmGateway.Benchmarks.Report;
using LlmGateway.Metering;
using LlmGateway.Quotas.Redis;
using Npgsql;

namespace LlmGateway.Benchmarks.Suites;

/// <summary>
/// The same load from 100 keys where there are no others, and from 10,000 keys drawn at random where there are a million: rows in PostgreSQL, counters in Redis.
/// </summary>
internal static class KeySuite
{
    private const int Many = 1_000_000;
    private const int Used = 10_000;

    private const string FillRedis = """
        for i = tonumber(ARGV[1]), tonumber(ARGV[2]) do
          redis.call('HSET', 'lgw:{b000}:q:key:key_' .. string.format('%010d', i) .. ':' .. ARGV[3], 'c', ARGV[4], 'l', ARGV[5])
        end
        return 1
        """;

    public static async Task<IReadOnlyList<Figure>> RunAsync(Effort effort)
    {
        var body = ChatBody.OfSize(1024);
        await using var few = await Surroundings.StartAsync();
        await using var many = await Surroundings.StartAsync();
        using var fewKeys = await KeysAsync(few, 100, 100);
        using var manyKeys = await KeysAsync(many, Many, Used);
        var (small, large) = (Proxy.Gateway(few), Proxy.Gateway(many));
        await small.WarmAsync("", body, 64, effort, fewKeys.Path);
        await large.WarmAsync("", body, 64, effort, manyKeys.Path);
        await DrawAsync(large, body, manyKeys.Path);
        var pairs = await Rounds.AlternateAsync(
            effort.Rounds,
            async () => (await small.LoadAsync("", body, 64, effort.Load, fewKeys.Path)).AllAccepted(),
            async () => (await large.LoadAsync("", body, 64, effort.Load, manyKeys.Path)).AllAccepted());
        return
        [
            Figure.OfRounds(
                "keys", "10^2 to 10^6 virtual keys: throughput, of itself", pairs, result => result.PerSecond, 0.90, 0.97, moreIsBetter: true,
                FormattableString.Invariant($"a second; {Used:N0} of the million in use")),
        ];
    }

    /// <summary>Until nearly every key in use has been drawn.</summary>
    private static async Task DrawAsync(Proxy proxy, string body, string keys)
    {
        for (long calls = 0; calls < 4 * Used;) calls += (await proxy.LoadAsync("", body, 64, TimeSpan.FromSeconds(3), keys)).Answers;
    }

    private static async Task<TemporaryFile> KeysAsync(Surroundings around, int count, int used)
    {
        await around.KeyAsync();
        var hashes = new KeyHashes(new Peppers(Convert.FromBase64String(Surroundings.Pepper), []));
        var secrets = Enumerable.Range(0, used).Select(_ => KeyFormat.Generate()).ToArray();
        await using var source = NpgsqlDataSource.Create(around.Postgres.ConnectionString());
        await ExecuteAsync(source, """
            INSERT INTO keys (id, organization_id, name, user_id, may_name_users, allowed_models, allowed_operations, unknown_objects, is_active, version, created_at, updated_at)
            SELECT 'key_' || lpad(n::text, 10, '0'), 'default', 'bulk', 'user', false, '[]', '[]', 'refuse', true, 0, now(), now() FROM generate_series(1, $1) n
            """, count);
        await ExecuteAsync(source, """
            INSERT INTO key_secrets (hash, key_id, last_four, created_at) SELECT h, 'key_' || lpad(n::text, 10, '0'), 'last', now() FROM unnest($1::text[]) WITH ORDINALITY AS u(h, n)
            """, (object)Array.ConvertAll(secrets, secret => hashes.Of(secret).ToString()));
        await ExecuteAsync(source, """
            INSERT INTO key_secrets (hash, key_id, last_four, created_at) SELECT encode(sha256(n::text::bytea), 'hex'), 'key_' || lpad(n::text, 10, '0'), 'last', now() FROM generate_series($1 + 1, $2) n
            """, used, count);
        await ExecuteAsync(source, """
            INSERT INTO limits (subject_kind, subject_id, monthly_token_limit, monthly_call_limit, monthly_cost_limit, is_active, version, created_at, updated_at)
            SELECT 'key', 'key_' || lpad(n::text, 10, '0'), 100000000000000, 100000000000, 1000000000000000, true, 0, now(), now() FROM generate_series(1, $1) n
            """, used);
        await ExecuteAsync(source, "ANALYZE");
        await using var redis = await around.Redis.ConnectAsync();
        var month = TimeProvider.System.GetUtcNow().ToString("yyyy-MM", CultureInfo.InvariantCulture);
        StackExchange.Redis.RedisValue counters = new AccountCounters(0, AccountCounters.NoDay, new(Tokens: 1200, Calls: 4, Cost: 90_000), Amounts.Zero).Write(), limits = RedisNumbers.Of(EffectiveLimits.Unlimited);
        for (var from = used + 1; from <= count; from += 10_000) await redis.GetDatabase().ScriptEvaluateAsync(FillRedis, ["lgw:{b000}:fill"], [from, Math.Min(count, from + 9_999), month, counters, limits]);
        return TemporaryFile.Of(string.Join('\n', secrets));
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string text, params object[] values)
    {
        await using var command = source.CreateCommand(text);
        command.CommandTimeout = 300;
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync();
    }
}
