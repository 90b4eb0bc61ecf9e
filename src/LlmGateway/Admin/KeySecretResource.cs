using LlmGateway.Database;

namespace LlmGateway.Admin;

/// <summary>A secret of a key, without the secret.</summary>
/// <param name="LastFour">Its last four characters, to tell secrets apart.</param>
/// <param name="ExpiresAt">End of an old secret's grace after a rotation; null for the one in use.</param>
internal sealed record KeySecretResource(string LastFour, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt)
{
    public static KeySecretResource Of(KeySecretEntity row) => new(row.LastFour, row.CreatedAt, row.ExpiresAt);
}
