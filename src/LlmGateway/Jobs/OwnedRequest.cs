using System.Collections.Immutable;
using LlmGateway.Forwarding;

namespace LlmGateway.Jobs;

/// <summary>A request whose named objects are its caller's own.</summary>
/// <param name="Upstreams">The key that created them and no other, else those that the call may use, in the order in which they are tried; at least one.</param>
/// <param name="Tokens">Tokens that the named objects stand for as input, where known.</param>
internal sealed record OwnedRequest(UpstreamKey[] Upstreams, ImmutableDictionary<string, long> Tokens);
