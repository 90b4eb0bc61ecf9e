using LlmGateway.Metering.Providers;
using LlmGateway.Observation;

namespace LlmGateway.Forwarding;

/// <summary>What the transforms put into a forwarded request; the conductor sets it as a feature of the HTTP context.</summary>
/// <param name="Exchange">Null for free operations: nothing is observed.</param>
internal sealed record ForwardedCall(Provider Provider, UpstreamKey Key, Exchange? Exchange);
