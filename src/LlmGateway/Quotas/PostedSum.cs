using LlmGateway.Metering;

namespace LlmGateway.Quotas;

/// <summary>What was posted for a subject on one local day.</summary>
/// <param name="Year">Calendar year of the admissions, in the subject's zone.</param>
/// <param name="Month">1 to 12.</param>
/// <param name="Day">Days since 1970-01-01.</param>
public sealed record PostedSum(Subject Subject, int Year, int Month, int Day, Amounts Posted);
