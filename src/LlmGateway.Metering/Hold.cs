namespace LlmGateway.Metering;

/// <summary>What is to be held: <see cref="Fixed"/> plus, for each granted output token, <see cref="PerOutputToken"/>.</summary>
public sealed record Hold(Amounts Fixed, Amounts PerOutputToken, long Want, long Least)
{
    public Amounts At(long outputTokens) => Fixed + (PerOutputToken * outputTokens);
}
