using System.Text.Json.Nodes;
using LlmGateway.Database;
using LlmGateway.Metering;

namespace LlmGateway.Admin;

/// <summary>An immutable row of the ledger. What is counted is the difference to earlier rows of the same reservation; the other numbers are what was read.</summary>
/// <param name="User">Null if nobody was named.</param>
/// <param name="ApiKey">Id of the key, never the secret.</param>
/// <param name="CallsMade">1 in the first row of a call, 0 in later ones.</param>
/// <param name="ResourceId">The video or other job that was made.</param>
/// <param name="CreatedAt">Admission of the call.</param>
/// <param name="CostUsd">Decimal string.</param>
/// <param name="Certainty">exact, computed, at_least, unknown; null for a void.</param>
/// <param name="Kind">settle, void, expire, adjust.</param>
/// <param name="ProviderId">The provider's own id of the call.</param>
/// <param name="Status">HTTP status of the provider's answer.</param>
internal sealed record LedgerResource(
    string? User, string ApiKey, string OperationType, string Provider, long TokensUsed, int CallsMade, string? ResourceId, JsonNode? Metadata, DateTimeOffset CreatedAt, int Month, int Year,
    long? InputTokens, long? OutputTokens, long? CachedInputTokens, long? ReasoningTokens, long Images, long Videos, long Scripts, decimal VideoSeconds, string CostUsd, string? Certainty,
    string Kind, int Attempt, string ReservationId, string RequestId, string? ProviderId, int? Status, string Model, string Operation, string? Team, string Organization, string Upstream, long LatencyMs)
{
    public static LedgerResource Of(LedgerEntity row) => new(
        row.User, row.ApiKey, row.OperationType, row.Provider, row.TokensUsed, row.CallsMade, row.ResourceId, JsonNode.Parse(row.Metadata), row.CreatedAt, row.Month, row.Year,
        row.InputTokens, row.OutputTokens, row.CachedInputTokens, row.ReasoningTokens, row.Images, row.Videos, row.Scripts, row.VideoMilliseconds / 1000m, Money.Format(row.CostNano), row.Certainty,
        row.Kind, row.Attempt, row.ReservationId, row.RequestId, row.ProviderId, row.Status, row.Model, row.Operation, row.Team, row.Organization, row.Upstream, row.LatencyMs);
}
