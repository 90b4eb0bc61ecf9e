namespace LlmGateway.IntegrationTests.Infrastructure;

/// <summary>How much a test does: little in every run, the full numbers by <c>tests/run --long</c>.</summary>
public static class Extent
{
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("LLMGATEWAY_TESTS_LONG") is { Length: > 0 };

    public static int Of(int usually, int inALongRun) => IsLong ? inALongRun : usually;

    /// <summary>A seed of this run's own, to be printed; <c>LLMGATEWAY_TESTS_SEED</c> plays one again.</summary>
    public static int Seed() => int.TryParse(Environment.GetEnvironmentVariable("LLMGATEWAY_TESTS_SEED"), out var told) ? told : Environment.TickCount;
}
