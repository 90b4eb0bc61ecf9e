using LlmGateway.Metering;

namespace LlmGateway.Authentication;

/// <summary>Who a call is for: the key, and the user and team that it counts against.</summary>
/// <param name="User">The key's user or the one that the call names; null if nobody is named.</param>
/// <param name="Team">The key's team, else the user's; null if neither has one.</param>
/// <param name="DeclaredType">What the key, or the header <c>X-LlmGateway-Operation</c>, says a text call is.</param>
internal sealed record Caller(VirtualKey Key, UserPolicy? User, TeamPolicy? Team, OperationType? DeclaredType);
