using System.Text.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Tests.Golden;

/// <summary>The model rows of the golden cases, of all providers; no prices.</summary>
internal static class GoldenModels
{
    public static ModelCatalog Catalog { get; } = new(
        [.. GoldenFolder.ModelFiles.SelectMany(file => JsonSerializer.Deserialize<ModelRow[]>(File.ReadAllText(file), GoldenText.Shown)!)], []);
}
