namespace LlmGateway.Benchmarks;

/// <summary>How long is measured.</summary>
/// <param name="Rounds">Rounds of each comparison, at least 1.</param>
/// <param name="Seconds">Length of one load.</param>
internal sealed record Effort(int Rounds, double Seconds)
{
    public static Effort Full { get; } = new(5, 2);

    public static Effort Quick { get; } = new(3, 1);

    /// <summary>Long enough for the just-in-time compiler to have made its last version of the hot path.</summary>
    public TimeSpan WarmUp => TimeSpan.FromSeconds(Math.Max(4, 2 * Seconds));

    public TimeSpan Load => TimeSpan.FromSeconds(Seconds);
}
