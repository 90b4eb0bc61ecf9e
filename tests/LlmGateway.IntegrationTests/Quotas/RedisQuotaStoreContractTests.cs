using LlmGateway.Tests.Quotas.Contract;

namespace LlmGateway.IntegrationTests.Quotas;

public sealed class RedisQuotaStoreContractTests(RedisFixture fixture) : QuotaStoreContract, IClassFixture<RedisFixture>
{
    protected override async Task<StoreUnderTest> StartAsync() => await RedisStore.StartAsync(fixture);
}
