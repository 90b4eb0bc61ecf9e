using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using LlmGateway.Benchmarks.Report;
using StackExchange.Redis;

namespace LlmGateway.Benchmarks.Loads;

/// <summary>The cheapest EVALSHA there is, from .NET: what one atomic step in Redis costs at least.</summary>
internal sealed class CheapestScript(IDatabase database)
{
    private const string Text = "return 1";

    private static readonly RedisKey[] s_keys = ["{bench}"];
    private static readonly RedisValue[] s_values = [];
    private readonly byte[] _hash = Load(database);

    public Task RunAsync() => database.ScriptEvaluateAsync(_hash, s_keys, s_values);

    /// <summary>Median round trip in microseconds, one at a time.</summary>
    public static async Task<double> RoundTripAsync(RedisServer redis, TimeSpan time)
    {
        await using var connection = await redis.ConnectAsync();
        var script = new CheapestScript(connection.GetDatabase());
        var trips = new List<double>();
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < time;)
        {
            var before = Stopwatch.GetTimestamp();
            await script.RunAsync();
            trips.Add(Stopwatch.GetElapsedTime(before).TotalMicroseconds);
        }

        return Rounds.Median(trips.Skip(trips.Count / 5));
    }

    [SuppressMessage("Security", "CA5350", Justification = "SHA-1 is the name by which Redis knows a loaded script, not a protection.")]
    private static byte[] Load(IDatabase database)
    {
        database.ScriptEvaluate(Text, s_keys, s_values);
        return SHA1.HashData(System.Text.Encoding.UTF8.GetBytes(Text));
    }
}
