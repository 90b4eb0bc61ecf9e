#pragma warning disable
using System.Collections.Immutable;
using LlmGateway.Metering;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers;
namespace LlmGateway.Operations
{
    internal sealed class ConfigurationInvalidException(string message) : Exception(message);
    internal static class ModelsFile { public static ModelCatalog Read(ReadOnlySpan<byte> bytes) => throw new InvalidOperationException(); }
    internal static class TiersFile { public static ImmutableDictionary<string, Tier> Read(ReadOnlySpan<byte> bytes) => throw new InvalidOperationException(); }
}
namespace LlmGateway.Metering.Providers.Gemini { public static class GeminiProvider { public static Provider Instance { get; } = null!; } }
namespace LlmGateway.Metering.Providers.HeyGen { public static class HeyGenProvider { public static Provider Instance { get; } = null!; } }
