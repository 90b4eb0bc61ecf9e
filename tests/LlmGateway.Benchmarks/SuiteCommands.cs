using System.Globalization;
using LlmGateway.Benchmarks.Report;
using LlmGateway.Benchmarks.Suites;

namespace LlmGateway.Benchmarks;

/// <summary>One command for each suite; each starts what it needs and prints its figures beside the goals.</summary>
internal static class SuiteCommands
{
    private static readonly Suite[] s_suites =
    [
        new("proxy", "JSON calls through the gateway and through bare YARP: rate, CPU, latency, refusals", ProxySuite.RunAsync),
        new("streams", "streams through both: rate, first byte, delay of a chunk, memory of 1,000 open ones", StreamSuite.RunAsync),
        new("prompt", "a prompt of 1 MB, far from every limit: CPU", PromptSuite.RunAsync),
        new("keys", "100 and 1,000,000 virtual keys", KeySuite.RunAsync),
        new("overspend", "two gateways on one Redis while a limit runs out", OverspendSuite.RunAsync),
        new("reservation", "the reserve script against the cheapest script, and with a million accounts", ReservationSuite.RunAsync),
        new("ledger", "ledger rows in batches against single rows", LedgerSuite.RunAsync),
        new("parts", "inner parts with BenchmarkDotNet: time and allocations", PartsSuite.RunAsync),
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        var names = args.TakeWhile(arg => !arg.StartsWith('-')).ToArray();
        var options = args[names.Length..];
        if (names.Length == 0 || names.Any(name => name != "all" && !Array.Exists(s_suites, suite => suite.Name == name)) || !TryRead(options, out var effort))
        {
            Help();
            return names.Length == 0 && options is [] or ["--help"] or ["-h"] ? 0 : 2;
        }

        try
        {
            return await RunAsync(names, effort);
        }
        catch (InvalidOperationException exception)
        {
            // What is missing on this machine, or what went wrong with a load.
            await Console.Error.WriteLineAsync(exception.Message);
            return 3;
        }
    }

    private static async Task<int> RunAsync(string[] names, Effort effort)
    {
        var figures = new List<Figure>();
        foreach (var suite in s_suites.Where(suite => names.Contains("all") || names.Contains(suite.Name)))
        {
            await Console.Error.WriteLineAsync($"== {suite.Name}: {suite.Summary}");
            var found = await suite.RunAsync(effort);
            figures.AddRange(found);
            FigureTable.Print(found);
        }

        if (figures.Select(figure => figure.Suite).Distinct().Count() > 1) FigureTable.Print(figures);
        return figures.Exists(figure => figure.Verdict == Verdict.Missed) ? 1 : 0;
    }

    private static bool TryRead(string[] options, out Effort effort)
    {
        effort = Effort.Full;
        for (var i = 0; i < options.Length; i++)
        {
            switch (options[i])
            {
                case "--quick": effort = Effort.Quick; break;
                case "--rounds" when i + 1 < options.Length && int.TryParse(options[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) && rounds > 0:
                    effort = effort with { Rounds = rounds };
                    i++;
                    break;
                default: return false;
            }
        }

        return true;
    }

    private static void Help()
    {
        Console.WriteLine("""
            Measures what the gateway costs over bare YARP, on this machine, with a real redis-server and a real PostgreSQL.

              dotnet run -c Release --project tests/LlmGateway.Benchmarks -- <suite>... [--quick] [--rounds N]

            """);
        foreach (var suite in s_suites) Console.WriteLine($"  {suite.Name,-12} {suite.Summary}");
        Console.WriteLine("""
              all          every suite, and one table at the end
              stage        starts everything and waits, for a profiler

              --quick      3 short rounds instead of 5; a first look
              --rounds N   rounds of each comparison; control and gateway alternate, the median counts

            Needs wrk, redis-server and PostgreSQL: apt-get install -y wrk redis-server postgresql
            Ends with 0 if every goal marked 'must' is met, with 1 if not, with 3 if something could not be measured.
            """);
    }
}
