using LlmGateway.Metering;

namespace LlmGateway.Quotas;

/// <summary>What was posted for a subject on one local day (UTC for upstream keys).</summary>
/// <param name="Day">Days since 1970-01-01.</param>
public sealed record PostedSum(Subject Subject, int Day, Amounts Posted);
