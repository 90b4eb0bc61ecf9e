using LlmGateway.Metering;
using LlmGateway.Metering.Providers;
using LlmGateway.Observation;

namespace LlmGateway.Forwarding;

/// <summary>What the transforms and the handler need to know of a forwarded request; the conductor sets it as a feature of the HTTP context.</summary>
/// <param name="GatewayBase">The provider's prefix as the client sees it, for addresses that must lead back here.</param>
internal sealed record ForwardedCall(Provider Provider, Operation Operation, UpstreamKey Key, string GatewayBase)
{
    /// <summary>Carries the call to the handler that sends the request.</summary>
    public static readonly HttpRequestOptionsKey<ForwardedCall> OptionsKey = new("llmgateway.call");

    /// <summary>Null where nothing of the answer is observed.</summary>
    public Exchange? Exchange { get; init; }

    /// <summary>Runs when the answer has begun and the request's body will not be read again.</summary>
    public Action? LetGoOfBody { get; init; }

    /// <summary>
    /// If set, a failed attempt may be followed by another: takes how it ended and the status of its answer (null if there was none), and tells with which key; null: that was
    /// the last one. The request's body is sent again then, from memory.
    /// </summary>
    public Func<CallEnd, int?, Task<UpstreamKey?>>? FailOver { get; init; }
}
