using LlmGateway.Quotas;

namespace LlmGateway.Tests.Quotas.Contract;

/// <summary>A started store with a ledger behind it, and its clock.</summary>
public abstract class StoreUnderTest : IAsyncDisposable
{
    public abstract IQuotaStore Store { get; }

    /// <summary>The time that the store decides by.</summary>
    public abstract DateTimeOffset Now { get; }

    /// <summary>Lets time pass on the store's clock.</summary>
    public abstract Task PassAsync(TimeSpan time);

    /// <summary>How short a lease can be waited for in this store.</summary>
    public abstract TimeSpan ShortLease { get; }

    public abstract ValueTask DisposeAsync();
}
