using LlmGateway.Metering;
using LlmGateway.Quotas.Consistency;
using StackExchange.Redis;

namespace LlmGateway.Quotas.Redis;

/// <summary>Reads everything that the shared store counts, some hundred accounts at a time, each group of them at one instant.</summary>
internal sealed class RedisView(RedisLink link, RedisKeys keys, RedisOutbox outbox)
{
    private const int Chunk = 250;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <exception cref="StoreUnreachableException">The store did not answer, or is being rebuilt.</exception>
    public async Task<StoreView> ReadAsync(CancellationToken cancellation)
    {
        var (names, reservations) = await NamesAsync(cancellation);
        var (generation, sequence, _) = await LookAsync([]);
        var accounts = new List<LookedAccount>();
        foreach (var chunk in names.Chunk(Chunk))
        {
            cancellation.ThrowIfCancellationRequested();
            var look = await LookAsync(chunk);
            if (look.Generation != generation) throw Rebuilt();
            accounts.AddRange(look.Accounts);
        }

        var (entries, unreadable) = await outbox.ReadAllAsync();
        var late = (Leases.Grace + StoreView.Patience).TotalMilliseconds;
        var overdue = await link.EvalAsync(RedisScript.Due, [keys.Generation, keys.Leases], [(long)late, 1000], s_patience);
        return new(
            StoreGeneration.Parse(generation).Name, sequence, LookedAccount.Judge(accounts), entries, unreadable, (int)await link.CallAsync(database => database.SortedSetLengthAsync(keys.Leases)),
            await UnleasedAsync(reservations), [.. overdue.Skip(1).Select(id => (string)id!)]);
    }

    private async Task<(List<(Subject Subject, string WindowId)> Accounts, List<string> Reservations)> NamesAsync(CancellationToken cancellation)
    {
        var (accounts, reservations) = (new HashSet<(Subject, string)>(), new HashSet<string>(StringComparer.Ordinal));
        var (account, reservation) = (keys.Prefix + "q:", keys.Reservation("").ToString());
        await foreach (var key in link.Server(keys.Generation).KeysAsync(pattern: keys.Pattern, pageSize: 1000).WithCancellation(cancellation))
        {
            var name = key.ToString();
            if (name.StartsWith(reservation, StringComparison.Ordinal)) reservations.Add(name[reservation.Length..]);
            else if (name.StartsWith(account, StringComparison.Ordinal) && name.LastIndexOf(':') is var colon && Subject.TryParse(name[account.Length..colon], out var subject)) accounts.Add((subject, name[(colon + 1)..]));
        }

        return ([.. accounts], [.. reservations]);
    }

    private async Task<(string Generation, long Sequence, List<LookedAccount> Accounts)> LookAsync((Subject Subject, string WindowId)[] names)
    {
        RedisKey[] all = [keys.Generation, keys.Sequence, keys.Leases, keys.Reservation(""), .. names.Select(name => keys.Account(name.Subject, name.WindowId))];
        var answer = await link.EvalAsync(RedisScript.Look, all, [.. names.Select(name => (RedisValue)$"{name.Subject}|{name.WindowId}")], s_patience);
        if ((string)answer[0]! != "OK") throw Rebuilt();
        var sequence = (long)answer[2];
        return ((string)answer[1]!, sequence, [.. names.Select((name, i) => LookedAccount.Parse(name.Subject, name.WindowId, (RedisResult[])answer[3 + (2 * i)]!, RedisNumbers.Amounts((byte[])answer[4 + (2 * i)]!), sequence))]);
    }

    private async Task<IReadOnlyList<string>> UnleasedAsync(IReadOnlyList<string> reservations)
    {
        var unleased = new List<string>();
        foreach (var chunk in reservations.Chunk(Chunk))
        {
            RedisKey[] all = [keys.Leases, .. chunk.Select(keys.Reservation)];
            unleased.AddRange((await link.EvalAsync(RedisScript.Unleased, all, [.. chunk.Select(id => (RedisValue)id)], s_patience)).Select(id => (string)id!));
        }

        return unleased;
    }

    private static StoreUnreachableException Rebuilt() => new("The shared store is being rebuilt.");
}
