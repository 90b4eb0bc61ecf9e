using LlmGateway.Metering;

namespace LlmGateway.Authentication;

public sealed record TeamPolicy(string Id, SubjectLimits? Limits, long LimitsVersion, bool IsActive);
