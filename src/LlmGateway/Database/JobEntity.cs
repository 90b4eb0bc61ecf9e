namespace LlmGateway.Database;

/// <summary>A provider's job and the reservation that pays for it; open until the ledger has a row of the reservation.</summary>
internal sealed class JobEntity
{
    public required string Provider { get; set; }
    public required string JobId { get; set; }
    public required string ReservationId { get; set; }
    public required string Organization { get; set; }
    public required string ApiKey { get; set; }
    public required string Upstream { get; set; }
    public required string PollPath { get; set; }
    public required string PollOperation { get; set; }
    public DateTimeOffset BoundAt { get; set; }
    public int SubmitStatus { get; set; }

    /// <summary>JSON of the pending reservation, so that an open job survives the loss of the store.</summary>
    public required string Reservation { get; set; }
    public bool IsOpen { get; set; } = true;
}
