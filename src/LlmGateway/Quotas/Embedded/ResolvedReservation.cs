using LlmGateway.Metering;

namespace LlmGateway.Quotas.Embedded;

/// <summary>What is remembered of a resolved reservation, so that a repetition changes nothing and a settle after an expiry posts the difference.</summary>
/// <param name="Reservation">Null for one that was voided before it was made.</param>
internal sealed record ResolvedReservation(EntryKind Kind, Amounts Posted, Reservation? Reservation, string? JobId, DateTimeOffset ForgottenAt);
