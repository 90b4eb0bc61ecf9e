namespace LlmGateway.Authentication.Policies;

/// <param name="Hash">As stored: hex, under the pepper in force when it was made.</param>
/// <param name="ExpiresAt">End of an old secret's grace; null: as long as the key.</param>
internal sealed record SecretRow(string Hash, DateTimeOffset? ExpiresAt);
