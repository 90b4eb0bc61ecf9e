using System.Collections.Immutable;
using LlmGateway.Metering;
using LlmGateway.Metering.Prices;
using LlmGateway.Operations;
using LlmGateway.Tests.Architecture;

namespace LlmGateway.Tests.Config;

/// <summary>The files of config/ as they are shipped.</summary>
public static class ShippedFiles
{
    public static string Directory => Path.Combine(SourceTree.Root, "config");

    public static ModelCatalog Models { get; } = ModelsFile.Read(Bytes(ModelsFile.Name));

    public static ImmutableDictionary<string, Tier> Tiers { get; } = TiersFile.Read(Bytes(TiersFile.Name));

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(Directory, name));
}
