using LlmGateway.Metering;

namespace LlmGateway.Quotas;

/// <summary>A row that the ledger has of a reservation.</summary>
public sealed record LedgerFact(string ReservationId, EntryKind Kind, Amounts Delta);
