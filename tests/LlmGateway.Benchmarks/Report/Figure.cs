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

    private bool Reaches(double? goal) => MoreIsBetter ? Value >= goal : Value <= goal;
}
