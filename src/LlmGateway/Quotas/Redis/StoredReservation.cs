using LlmGateway.Metering;

namespace LlmGateway.Quotas.Redis;

/// <param name="IsPending">False if it has expired and its usage may still become known.</param>
/// <param name="Instance">The gateway that made it.</param>
/// <param name="Job">The job that it stays with; null for other calls.</param>
internal sealed record StoredReservation(Reservation Reservation, bool IsPending, string Instance, JobBinding? Job);
