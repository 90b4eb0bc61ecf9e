using System.Text.Json;
using System.Text.Json.Serialization;
using LlmGateway.Database;

namespace LlmGateway.Admin;

/// <param name="User">The user whose quota its calls count against; null for a shared key.</param>
/// <param name="Team">The team whose quota they count against; null: the user's team.</param>
/// <param name="MayNameUsers">True if each call may name its user with the header X-LlmGateway-User.</param>
/// <param name="OperationType">What its text calls count as; null: what each is or says.</param>
/// <param name="AllowedModels">Model names, a star at the end allowed; empty: all.</param>
/// <param name="AllowedOperations">Operation names, a star at the end allowed; empty: all.</param>
/// <param name="UnknownObjects">refuse or allow: provider objects whose making the gateway has not seen.</param>
/// <param name="RevokedAt">A revoked key stays revoked.</param>
/// <param name="IsActive">False blocks every call of the key (403).</param>
/// <param name="Secrets">Newest first.</param>
/// <param name="Key">The secret; shown when it is made, and never again. Absent otherwise.</param>
internal sealed record KeyResource(
    string Id, string Name, string Organization, string? Team, string? User, bool MayNameUsers, string? OperationType, IReadOnlyList<string> AllowedModels,
    IReadOnlyList<string> AllowedOperations, string UnknownObjects, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt, bool IsActive,
    IReadOnlyList<KeySecretResource> Secrets, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Key = null)
{
    public static KeyResource Of(KeyEntity row, IEnumerable<KeySecretEntity> secrets) => new(
        row.Id, row.Name, row.OrganizationId, row.TeamId, row.UserId, row.MayNameUsers, row.OperationType, Names(row.AllowedModels), Names(row.AllowedOperations),
        row.UnknownObjects, row.ExpiresAt, row.RevokedAt, row.IsActive, [.. secrets.OrderByDescending(secret => secret.CreatedAt).Select(KeySecretResource.Of)], row.CreatedAt, row.UpdatedAt);

    private static string[] Names(string json) => JsonSerializer.Deserialize<string[]>(json)!;
}
