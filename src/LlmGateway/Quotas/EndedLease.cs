using LlmGateway.Metering;

namespace LlmGateway.Quotas;

/// <param name="NotDispatched">True only if the spool proves that the call was never sent.</param>
public sealed record EndedLease(Reservation Reservation, bool NotDispatched);
