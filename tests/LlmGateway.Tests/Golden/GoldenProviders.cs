using System.Reflection;
using LlmGateway.Metering;
using LlmGateway.Metering.Providers;

namespace LlmGateway.Tests.Golden;

/// <summary>Every provider that the metering knows: the static classes that end in <c>Provider</c> and have an instance.</summary>
internal static class GoldenProviders
{
    public static OperationCatalog Catalog { get; } = new([.. typeof(Operation).Assembly.GetTypes()
        .Where(type => type is { IsAbstract: true, IsSealed: true } && type.Name.EndsWith("Provider", StringComparison.Ordinal))
        .Select(type => type.GetProperty("Instance", BindingFlags.Public | BindingFlags.Static)?.GetValue(null)).OfType<Provider>()]);
}
