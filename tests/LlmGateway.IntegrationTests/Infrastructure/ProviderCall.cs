using System.Text;

namespace LlmGateway.IntegrationTests.Infrastructure;

/// <summary>What a provider was asked.</summary>
/// <param name="Credential">The key that it was asked with.</param>
public sealed record ProviderCall(string Method, string Path, string Credential, byte[] Body, IReadOnlyDictionary<string, string> Headers)
{
    public string Text => Encoding.UTF8.GetString(Body);
}
