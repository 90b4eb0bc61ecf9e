#pragma warning disable
using LlmGateway.Metering;

namespace LlmGateway.Authentication;

internal sealed class PolicyCache
{
    public ValueTask<KeyLookup> FindKeyAsync(string secret, CancellationToken cancellation) => throw new InvalidOperationException();

    public ValueTask<UserPolicy?> UserAsync(OrganizationPolicy organization, string name, CancellationToken cancellation) => throw new InvalidOperationException();

    public UpstreamPolicy Upstream(string provider, string name) => throw new InvalidOperationException();
}
