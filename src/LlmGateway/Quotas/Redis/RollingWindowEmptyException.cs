namespace LlmGateway.Quotas.Redis;

/// <summary>The store has never counted in a rolling window; it must be filled from the ledger before it can decide. Never leaves this room.</summary>
/// <param name="account">Index of the account in the request.</param>
internal sealed class RollingWindowEmptyException(int account) : Exception("A rolling window must be filled first.")
{
    public int Account => account;
}
