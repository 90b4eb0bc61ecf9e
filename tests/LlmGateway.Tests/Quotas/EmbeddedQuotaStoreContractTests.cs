using LlmGateway.Tests.Quotas.Contract;

namespace LlmGateway.Tests.Quotas;

public sealed class EmbeddedQuotaStoreContractTests : QuotaStoreContract
{
    protected override async Task<StoreUnderTest> StartAsync() => await EmbeddedStore.StartAsync();
}
