namespace LlmGateway.Database;

/// <summary>A secret of a virtual key, as an HMAC-SHA-256 under a pepper; the secret itself is shown once and stored nowhere.</summary>
internal sealed class KeySecretEntity
{
    /// <summary>HMAC of the whole key under the pepper in force when it was made, lower-case hex.</summary>
    public required string Hash { get; set; }
    public required string KeyId { get; set; }

    /// <summary>The last four characters, to tell secrets apart in lists.</summary>
    public required string LastFour { get; set; }

    /// <summary>After a rotation the old secret works until then; null: as long as the key.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}
