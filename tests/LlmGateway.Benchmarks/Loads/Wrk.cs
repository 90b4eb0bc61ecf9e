using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using LlmGateway.Benchmarks.Processes;

namespace LlmGateway.Benchmarks.Loads;

/// <summary>Drives one address with wrk, each connection sending its next call when the last one was answered.</summary>
internal static class Wrk
{
    public const string Path = "openai/v1/chat/completions";

    /// <param name="wait">Milliseconds that the upstream takes for an answer.</param>
    /// <param name="keysFile">If given, one virtual key a line; each call draws one at random instead of <paramref name="key"/>.</param>
    public static async Task<WrkResult> RunAsync(Uri proxy, string key, string body, int connections, TimeSpan time, string? keysFile = null, int wait = 0)
    {
        var script = System.IO.Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(script, Script(key, body, keysFile, wait));
            var threads = connections == 1 ? 1 : 2;
            var start = new ProcessStartInfo("wrk") { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var argument in (string[])
            [
                $"-t{threads}", $"-c{connections}", FormattableString.Invariant($"-d{Math.Max(1, (int)Math.Ceiling(time.TotalSeconds))}s"), "--timeout", "10s", "-s", script,
                new Uri(proxy, Path).ToString(),
            ]) start.ArgumentList.Add(argument);
            using var process = Process.Start(start)!;
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return Read(output);
        }
        catch (Win32Exception)
        {
            throw new InvalidOperationException("wrk was not found. Install it: apt-get install -y wrk");
        }
        finally
        {
            File.Delete(script);
        }
    }

    private static WrkResult Read(string output)
    {
        var line = output.Split('\n').FirstOrDefault(line => line.StartsWith("@ ", StringComparison.Ordinal)) ?? throw new InvalidOperationException($"wrk said:\n{output}");
        var numbers = line[2..].Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        return new((long)numbers[0], TimeSpan.FromMicroseconds(numbers[1]), numbers[2], numbers[3], (long)numbers[4], (long)numbers[5]);
    }

    public static string Script(string key, string body, string? keysFile = null, int wait = 0)
    {
        var script = new StringBuilder($$"""
            wrk.method = "POST"
            wrk.headers["Content-Type"] = "application/json"
            wrk.headers["Accept"] = "application/json"
            wrk.headers["User-Agent"] = "OpenAI/Python 2.8.0"
            wrk.headers["Authorization"] = "Bearer {{key}}"
            wrk.headers["{{FastUpstream.GapHeader}}"] = "{{wait}}"
            wrk.body = [==[{{body}}]==]
            function done(summary, latency, requests)
              io.write(string.format("@ %d %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), summary.errors.status,
                summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
            end

            """);
        if (keysFile is not null)
        {
            script.Append($$"""
                local keys, number = {}, 0
                function setup(thread) number = number + 1; thread:set("seed", number) end
                function init(args)
                  math.randomseed(seed)
                  for line in io.lines("{{keysFile}}") do keys[#keys + 1] = "Bearer " .. line end
                end
                function request()
                  wrk.headers["Authorization"] = keys[math.random(#keys)]
                  return wrk.format()
                end

                """);
        }

        return script.ToString();
    }
}
