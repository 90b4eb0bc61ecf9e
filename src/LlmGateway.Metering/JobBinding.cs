namespace LlmGateway.Metering;

/// <summary>Ties a provider's job to the reservation that pays for it.</summary>
/// <param name="Provider">Provider's name.</param>
/// <param name="JobId">The provider's id of the job, unique within the provider and upstream key.</param>
/// <param name="PollPath">Path behind the provider's prefix that shows its state.</param>
/// <param name="PollOperation">Name of the operation that reads that path.</param>
/// <param name="SubmitStatus">HTTP status of the submission's answer.</param>
public sealed record JobBinding(
    string Provider, string JobId, string ReservationId, string Organization, string ApiKey, string Upstream,
    string PollPath, string PollOperation, DateTimeOffset BoundAt, int SubmitStatus);
