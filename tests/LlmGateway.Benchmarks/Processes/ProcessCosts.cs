using System.Globalization;

namespace LlmGateway.Benchmarks.Processes;

/// <summary>What a process has used, as Linux tells it (proc(5)).</summary>
internal static class ProcessCosts
{
    private const double TicksPerSecond = 100;

    public static TimeSpan Cpu(int id)
    {
        var stat = File.ReadAllText($"/proc/{id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds((Number(fields[11]) + Number(fields[12])) / TicksPerSecond);
    }

    /// <summary>Resident memory in bytes.</summary>
    public static long Memory(int id) =>
        1024 * Number(File.ReadLines($"/proc/{id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
