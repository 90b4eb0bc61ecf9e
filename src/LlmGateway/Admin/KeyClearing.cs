using LlmGateway.Database;
using LlmGateway.Metering;
using Microsoft.EntityFrameworkCore;

namespace LlmGateway.Admin;

/// <summary>What hangs below an organization, team or user that is to go: live keys keep it, or are revoked with it.</summary>
internal static class KeyClearing
{
    private const int Batch = 500;

    public static async Task ClearKeysAsync(this PolicyChange change, Func<IQueryable<KeyEntity>, IQueryable<KeyEntity>> below, bool isCascade, string noun)
    {
        var live = below(change.Context.Keys).Where(key => key.RevokedAt == null && (key.ExpiresAt == null || key.ExpiresAt > change.Now));
        if (!isCascade)
        {
            var count = await live.CountAsync(change.Cancellation);
            if (count > 0) throw Refuse.Conflict($"{count} live keys hang below this {noun}. Revoke them first, or revoke them with it: cascade=true (llmgw: --cascade).", "cascade");
            return;
        }

        while (await live.OrderBy(key => key.Id).Take(Batch).ToListAsync(change.Cancellation) is { Count: > 0 } keys)
        {
            foreach (var key in keys) change.Revoke(key);
            await change.Context.SaveChangesAsync(change.Cancellation);
        }
    }

    public static void Revoke(this PolicyChange change, KeyEntity key)
    {
        var subject = Subject.Key(key.Id);
        (key.RevokedAt, key.UpdatedAt, key.Version) = (change.Now, change.Now, change.Touch(subject));
        change.Audit("keys.revoke", subject, key.OrganizationId, null, null);
    }
}
