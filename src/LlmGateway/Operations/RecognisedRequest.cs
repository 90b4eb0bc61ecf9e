using LlmGateway.Metering;

namespace LlmGateway.Operations;

/// <summary>An operation and what is known of the request before its body is read.</summary>
internal sealed record RecognisedRequest(Operation Operation, CallRequest Request);
