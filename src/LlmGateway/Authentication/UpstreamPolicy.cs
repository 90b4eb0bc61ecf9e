using LlmGateway.Metering;

namespace LlmGateway.Authentication;

/// <summary>What limits an upstream key over all organizations.</summary>
public sealed record UpstreamPolicy(SubjectLimits? Limits, long LimitsVersion)
{
    public static UpstreamPolicy None { get; } = new(null, 0);
}
