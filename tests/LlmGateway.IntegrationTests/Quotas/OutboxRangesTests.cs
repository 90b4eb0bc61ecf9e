using LlmGateway.Ledger;
using LlmGateway.Tests.Quotas.Contract;
using Microsoft.EntityFrameworkCore;

namespace LlmGateway.IntegrationTests.Quotas;

/// <summary>The ledger's note of which outbox numbers it has.</summary>
public sealed class OutboxRangesTests(RedisFixture fixture) : RedisStoreTests(fixture)
{
    [Fact]
    public async Task What_gateways_write_side_by_side_becomes_one_range_again()
    {
        const int Entries = 2 * LedgerGenerations.BatchesUntilJoined;
        await Task.WhenAll(Enumerable.Range(0, Entries).Select(_ => SettledAsync()));
        var entries = await Stage.Store.TakeOutboxAsync(Entries, default);
        Assert.Equal(Entries, entries.Count);

        // Of two neighbours the second one first: no range ends where the next one begins.
        foreach (var pair in entries.Chunk(2).Reverse())
        {
            await Stage.Ledger.WriteAsync([pair[1]], default);
            await Stage.Ledger.WriteAsync([pair[0]], default);
        }

        await using var context = Stage.Contexts.CreateDbContext();
        var ranges = await context.OutboxRanges.AsNoTracking().ToListAsync();
        Assert.Equal((entries[0].Sequence, entries[^1].Sequence), (Assert.Single(ranges).First, ranges[0].Last));
    }

    private async Task SettledAsync()
    {
        var reservation = await GrantedAsync(Stage, Calls.Request(10));
        await Stage.Store.SettleAsync(reservation, Calls.Settle(reservation, 7), default);
    }
}
