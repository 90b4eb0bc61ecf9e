using System.Diagnostics;
using LlmGateway.Benchmarks.Report;

namespace LlmGateway.Benchmarks.Loads;

/// <summary>Loads of streams, each connection with its next stream when the last one ended.</summary>
internal static class StreamLoad
{
    /// <summary>Whole streams a second.</summary>
    public static async Task<double> RateAsync(Uri proxy, string key, int connections, int chunks, TimeSpan time)
    {
        var streams = 0;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            using var client = new StreamClient(proxy, key, chunks, 0);
            await client.ConnectAsync();
            while (Stopwatch.GetElapsedTime(start) < time)
            {
                await client.OpenAsync();
                await client.ReadToEndAsync();
                Interlocked.Increment(ref streams);
            }
        })));
        return streams / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Until the rate grows no more.</summary>
    public static async Task WarmAsync(Uri proxy, string key, Effort effort)
    {
        const int Most = 30;
        const int Enough = 20_000;
        double best = 0, streams = 0;
        for (var (loads, settled) = (0, 0); loads < Most && (settled < 3 || streams < Enough); loads++)
        {
            var rate = await RateAsync(proxy, key, 16, 100, effort.WarmUp / 2);
            streams += rate * (effort.WarmUp / 2).TotalSeconds;
            settled = rate < 1.07 * best ? settled + 1 : 0;
            best = Math.Max(best, rate);
        }
    }

    /// <summary>Median time to the first chunk in microseconds, one stream at a time.</summary>
    public static async Task<double> FirstByteAsync(Uri proxy, string key, TimeSpan time)
    {
        var firsts = new List<double>();
        using var client = new StreamClient(proxy, key, 2, 0);
        await client.ConnectAsync();
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < time;)
        {
            firsts.Add((await client.OpenAsync()).TotalMicroseconds);
            await client.ReadToEndAsync();
        }

        return Rounds.Median(firsts);
    }

    /// <summary>Median microseconds from the writing of a chunk until it is here, chunks 5 ms apart on a few streams.</summary>
    public static async Task<double> ChunkDelayAsync(Uri proxy, string key, TimeSpan time)
    {
        const int Gap = 5;
        var each = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            var delays = new List<double>();
            using var client = new StreamClient(proxy, key, (int)(time.TotalMilliseconds / Gap), Gap);
            await client.ConnectAsync();
            await client.OpenAsync();
            await client.ReadToEndAsync(delays);
            return delays;
        })));
        return Rounds.Median(each.SelectMany(delays => delays));
    }
}
