using System.Collections.Immutable;

namespace LlmGateway.Metering.Providers;

public sealed record RecognisedCall(Operation Operation, ImmutableDictionary<string, string> RouteValues);
