using LlmGateway.Metering;

namespace LlmGateway.Quotas.Redis;

/// <param name="PostedBefore">What the ledger has of the reservation already (it expired before the store lost it).</param>
internal sealed record LostReservation(Amounts PostedBefore);
