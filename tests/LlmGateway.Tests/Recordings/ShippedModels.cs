using LlmGateway.Metering.Prices;
using LlmGateway.Operations;
using LlmGateway.Tests.Architecture;

namespace LlmGateway.Tests.Recordings;

/// <summary>The models that the gateway is shipped with: what is calibrated is what runs.</summary>
internal static class ShippedModels
{
    public static ModelCatalog Catalog { get; } = ModelsFile.Read(File.ReadAllBytes(Path.Combine(SourceTree.Root, "config", ModelsFile.Name)));
}
