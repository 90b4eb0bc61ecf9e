namespace LlmGateway.Simulator.Calls;

/// <summary>Ids that no two answers share.</summary>
internal static class Serial
{
    private static long s_last;

    public static string Next(string prefix) => $"{prefix}{Guid.NewGuid():N}{Interlocked.Increment(ref s_last)}";

    public const long Created = 1_795_420_800;
}
