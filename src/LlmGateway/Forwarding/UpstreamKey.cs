namespace LlmGateway.Forwarding;

/// <summary>A provider's real key. Lives in configuration only; <see cref="ToString"/> never shows the secret.</summary>
/// <param name="Name"><c>default</c>, or the name under <c>Upstreams:provider:name</c>.</param>
/// <param name="Weight">Share of the calls among the keys of a provider, 1 to 1000.</param>
/// <param name="Organization">If set, only this organization's calls use the key.</param>
internal sealed record UpstreamKey(string Provider, string Name, string Secret, int Weight, string? Organization)
{
    public override string ToString() => $"{Provider}/{Name}";
}
