using LlmGateway.Metering;

namespace LlmGateway.Quotas;

/// <summary>A job whose end was not seen yet, as the database knows it.</summary>
public sealed record OpenJob(JobBinding Job, Reservation Reservation);
