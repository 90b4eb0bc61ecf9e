using System.Text.Json.Nodes;
using LlmGateway.Database;

namespace LlmGateway.Admin;

/// <summary>Who changed what.</summary>
/// <param name="Action">For example keys.create, limits.put, usage.reset.</param>
/// <param name="Subject">key, user, team, organization or upstream.</param>
/// <param name="Organization">Null for an upstream key.</param>
/// <param name="Before">The record before; null if there was none.</param>
/// <param name="After">The record after, or what was asked for.</param>
internal sealed record AuditResource(
    DateTimeOffset CreatedAt, string Actor, string Action, string Subject, string Id, string? Organization, JsonNode? Before, JsonNode? After, string RequestId)
{
    public static AuditResource Of(AuditEntity row) => new(row.At, row.Actor, row.Action, row.SubjectKind, row.SubjectId, row.OrganizationId, Json(row.Before), Json(row.After), row.RequestId);

    private static JsonNode? Json(string? json) => json is null ? null : JsonNode.Parse(json);
}
