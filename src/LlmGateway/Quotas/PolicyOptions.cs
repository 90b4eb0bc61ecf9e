using System.ComponentModel.DataAnnotations;
using LlmGateway.Metering;

namespace LlmGateway.Quotas;

/// <summary>What becomes of calls whose cost nobody can say beforehand (section <c>Policy</c>).</summary>
internal sealed class PolicyOptions
{
    public const string Section = "Policy";

    /// <value>Where a dollar limit holds: <c>refuse</c> (default) calls without a price, or the USD that are held and charged for each, such as <c>0.50</c>.</value>
    [RegularExpression(@"^(refuse|[0-9]{1,6}(\.[0-9]{1,9})?)$")]
    public string Unpriced { get; set; } = "refuse";

    /// <value>Calls that may loop inside the provider (hosted tools, batches of a file): <c>allow</c>, <c>refuse</c>, or (default) <c>by_limit</c>, refused only where a strict dollar limit holds.</value>
    [RegularExpression("^(by_limit|allow|refuse)$")]
    public string OpenCalls { get; set; } = "by_limit";

    /// <summary>Nano-USD that are held and charged for a call without a price; null: such a call is refused where money is limited.</summary>
    public long? MostForUnpriced => Money.TryParse(Unpriced, out var nanoUsd) ? nanoUsd : null;
}
