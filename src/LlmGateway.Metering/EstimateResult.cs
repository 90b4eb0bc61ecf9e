namespace LlmGateway.Metering;

/// <summary>What <see cref="Operation.Estimate"/> answers: an estimate, or a precise "no" to a bad request.</summary>
public abstract record EstimateResult
{
    private EstimateResult() { }

    public sealed record Estimated(Estimate Estimate) : EstimateResult;

    public sealed record Rejected(Refusal Refusal) : EstimateResult;

    public static implicit operator EstimateResult(Estimate estimate) => new Estimated(estimate);

    public static implicit operator EstimateResult(Refusal refusal) => new Rejected(refusal);

    public static EstimateResult FromEstimate(Estimate estimate) => estimate;

    public static EstimateResult FromRefusal(Refusal refusal) => refusal;
}
