namespace LlmGateway.IntegrationTests.Gateways;

/// <summary>Tests with several processes run one after the other, and share a PostgreSQL.</summary>
[CollectionDefinition(Name)]
public sealed class SharedDatabase : ICollectionFixture<DatabaseFixture>
{
    public const string Name = "Gateways";
}
