using LlmGateway.Metering;

namespace LlmGateway.Authentication.Policies;

internal sealed record TeamRows(string Organization, string Id, bool IsActive, SubjectLimits? Limits, long Version) : PolicyRows(Version);
