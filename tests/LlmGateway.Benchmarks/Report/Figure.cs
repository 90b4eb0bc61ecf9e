namespace LlmGateway.Benchmarks.Report;

/// <summary>A measured number beside its goals.</summary>
/// <param name="Must">What it must reach; null if it is only told.</param>
/// <param name="Aim">What it shall reach.</param>
/// <param name="MoreIsBetter">True for rates, false for costs.</param>
/// <param name="Detail">The numbers that it was made of.</param>
internal sealed record Figure(string Suite, string What, double Value, double? Must, double? Aim, bool MoreIsBetter, string Detail)
{
    public Verdict Verdict =>
        Must is null ? Verdict.Told
        : Reaches(Aim ?? Must) ? Verdict.Aim
        : Reaches(Must) ? Verdict.Must
        : Verdict.Missed;

    /// <summary>The ratio of a quantity over the rounds, gateway to control, told with both medians.</summary>
    /// <param name="unit">What follows the medians.</param>
    public static Figure OfRounds<T>(
        string suite, string what, IReadOnlyList<(T Control, T Gateway)> pairs, Func<T, double> quantity, double? must, double? aim, bool moreIsBetter, string unit)
    {
        var (control, gateway) = Rounds.Medians(pairs, quantity);
        return new(suite, what, Rounds.Ratio(pairs, quantity), must, aim, moreIsBetter, FormattableString.Invariant($"{control:N0} and {gateway:N0} {unit}"));
    }

    private bool Reaches(double? goal) => MoreIsBetter ? Value >= goal : Value <= goal;
}
