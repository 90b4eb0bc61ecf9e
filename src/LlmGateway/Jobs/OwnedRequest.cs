using System.Collections.Immutable;
using LlmGateway.Forwarding;

namespace LlmGateway.Jobs;

/// <summary>A request whose named objects are its caller's own.</summary>
/// <param name="Upstream">The key that created them, else one chosen for the call.</param>
/// <param name="Tokens">Tokens that the named objects stand for as input, where known.</param>
internal sealed record OwnedRequest(UpstreamKey Upstream, ImmutableDictionary<string, long> Tokens);
