using LlmGateway.Authentication;
using LlmGateway.Database;
using Microsoft.EntityFrameworkCore;

namespace LlmGateway.Admin;

/// <summary>The secrets of keys: made and shown once, stored as fingerprints, retired by a rotation.</summary>
internal static class KeySecrets
{
    private const long LongestGrace = 30 * 24 * 3600;

    public static (KeySecretEntity Secret, string Key) New(string keyId, PolicyChange change, KeyHashes hashes)
    {
        var key = KeyFormat.Generate();
        var secret = new KeySecretEntity { Hash = hashes.Of(key).ToString(), KeyId = keyId, LastFour = key[^4..], CreatedAt = change.Now };
        change.Context.KeySecrets.Add(secret);
        return (secret, key);
    }

    public static TimeSpan Grace(Rotation rotation) => rotation.GraceSeconds is null or (>= 0 and <= LongestGrace)
        ? TimeSpan.FromSeconds(rotation.GraceSeconds ?? 0)
        : throw Refuse.Invalid($"grace_seconds must be from 0 to {LongestGrace} (30 days).", "grace_seconds");

    /// <summary>The secret in use goes on for the grace; any older one ends now.</summary>
    public static async Task RetireAsync(PolicyChange change, string keyId, TimeSpan grace)
    {
        var secrets = await change.Context.KeySecrets.Where(secret => secret.KeyId == keyId).ToListAsync(change.Cancellation);
        foreach (var secret in secrets)
        {
            if (secret.ExpiresAt is null && grace > TimeSpan.Zero) secret.ExpiresAt = change.Now + grace;
            else change.Context.KeySecrets.Remove(secret);
        }
    }

    public static async Task<ILookup<string, KeySecretEntity>> OfAsync(GatewayContext context, IEnumerable<string> keyIds, CancellationToken cancellation)
    {
        var ids = keyIds.ToList();
        var secrets = await context.KeySecrets.Where(secret => ids.Contains(secret.KeyId)).ToListAsync(cancellation);
        return secrets.ToLookup(secret => secret.KeyId);
    }
}
