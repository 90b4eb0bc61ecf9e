using CsCheck;
using LlmGateway.Metering;
using LlmGateway.Metering.Json;
using LlmGateway.Tests.Golden;

namespace LlmGateway.Tests.Providers.Gemini;

/// <summary>Estimates of any body: a precise answer or a precise no, never an exception, and a hold that is never below what is expected.</summary>
public sealed class GeminiRequestProperties
{
    private const long Limit = 7;

    [Fact]
    public void Mutated_bodies_are_estimated_or_refused()
    {
        Gen.Select(Gen.OneOf(Corpus.Bodies), Gen.Select(Gen.Double[0, 1], Gen.Byte, Gen.Int[0, 4]).Array[0, 5]).Sample((item, mutations) =>
        {
            var request = item.Request with { Body = Mutation.Of(item.Request.Body.ToArray(), mutations) };
            _ = item.Operation.References(request);
            if (item.Operation.Class is not (OperationClass.Metered or OperationClass.JobSubmission)) return;
            var result = item.Operation.Estimate(request, GoldenModels.Catalog);
            if (result is EstimateResult.Rejected rejected) Assert.Equal(400, rejected.Refusal.Status);
            else Sound(((EstimateResult.Estimated)result).Estimate, request);
        }, iter: 3000);
    }

    private static void Sound(Estimate estimate, CallRequest request)
    {
        Assert.True(estimate.Expected.InputTokens is null || estimate.Expected.InputTokens <= estimate.Bound.InputTokens);
        Assert.True(estimate.Output.Least <= estimate.Output.Want && estimate.Output.Choices >= 1);
        Assert.True(Hold.From(estimate, null).Fixed.Calls == 1);
        if (estimate.Output.Slot is not { } slot) return;
        using var limited = JsonBody.Parse(Splice.Apply(request.Body.Span, [slot.Limit(Limit)]));
        Assert.Contains(Limit.ToString(System.Globalization.CultureInfo.InvariantCulture), limited.Root.GetRawText(), StringComparison.Ordinal);
    }
}
