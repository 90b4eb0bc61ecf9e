using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering;

/// <summary>What is to be held: <see cref="Fixed"/> plus, for each granted output token, <see cref="PerOutputToken"/>.</summary>
public sealed record Hold(Amounts Fixed, Amounts PerOutputToken, long Want, long Least)
{
    /// <summary>The hold of an estimate; money only if the call has a price.</summary>
    /// <exception cref="OverflowException">A quantity is beyond <see cref="Amounts.Largest"/>.</exception>
    public static Hold From(Estimate estimate, HoldPrice? price)
    {
        var bound = estimate.Bound;
        var output = estimate.Output;
        var hold = new Hold(
            new(
                Tokens: bound.Tokens ?? 0,
                Calls: 1,
                Cost: price?.Fixed ?? 0,
                Videos: bound.Videos ?? 0,
                Images: bound.Images ?? 0,
                Scripts: estimate.Type == OperationType.ScriptGeneration ? 1 : 0,
                VideoSeconds: bound.VideoMilliseconds ?? 0),
            output.Want > 0 ? new(Tokens: 1, Cost: price?.PerOutputToken ?? 0) : Amounts.Zero,
            output.Want,
            output.Least);
        var most = hold.At(output.Want);
        foreach (var meter in QuotaMeters.All)
        {
            if (most[meter] > Amounts.Largest) throw new OverflowException();
        }

        return hold;
    }

    public Amounts At(long outputTokens) => Fixed + (PerOutputToken * outputTokens);
}
