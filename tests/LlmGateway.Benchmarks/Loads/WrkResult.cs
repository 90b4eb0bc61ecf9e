namespace LlmGateway.Benchmarks.Loads;

/// <param name="P50">Median latency in microseconds.</param>
/// <param name="P99">99th percentile of the latency in microseconds.</param>
/// <param name="Refused">Answers with a status of 400 or more.</param>
/// <param name="Failed">Connections, reads or writes that failed.</param>
internal sealed record WrkResult(long Answers, TimeSpan Time, double P50, double P99, long Refused, long Failed)
{
    public double PerSecond => Answers / Time.TotalSeconds;

    /// <summary>CPU that the proxy used in this load; set by whoever measures it.</summary>
    public TimeSpan Cpu { get; init; }

    public double CpuMicroseconds => Cpu.TotalMicroseconds / Answers;

    /// <exception cref="InvalidOperationException">Not every call was answered well, so the figure would not be one.</exception>
    public WrkResult AllAccepted() => Refused + Failed == 0 && Answers > 0
        ? this
        : throw new InvalidOperationException($"{Refused} of {Answers} answers were refusals, and {Failed} calls failed.");
}
