namespace LlmGateway.Quotas.Redis;

/// <summary>The store has never counted in a window, or not lately; it must be filled from the ledger before it can decide. Never leaves this room.</summary>
/// <param name="account">Index of the account in the request.</param>
internal sealed class WindowEmptyException(int account) : Exception("A window must be filled first.")
{
    public int Account => account;
}
