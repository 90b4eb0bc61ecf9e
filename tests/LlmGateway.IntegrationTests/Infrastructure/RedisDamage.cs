using LlmGateway.Quotas.Redis;
using StackExchange.Redis;

namespace LlmGateway.IntegrationTests.Infrastructure;

/// <summary>Changes counters behind the store's back.</summary>
internal static class RedisDamage
{
    /// <param name="account">Name of the account's hash.</param>
    public static async Task DamageAsync(this IDatabase database, string account, Func<AccountCounters, AccountCounters> change)
    {
        // Repeated while calls go on, which change it meanwhile.
        while (true)
        {
            var before = await database.HashGetAsync(account, StoredAccount.CountersField);
            var transaction = database.CreateTransaction();
            transaction.AddCondition(Condition.HashEqual(account, StoredAccount.CountersField, before));
            var written = transaction.HashSetAsync(account, StoredAccount.CountersField, change(AccountCounters.Read((byte[])before!)).Write());
            if (!await transaction.ExecuteAsync()) continue;
            await written;
            return;
        }
    }
}
