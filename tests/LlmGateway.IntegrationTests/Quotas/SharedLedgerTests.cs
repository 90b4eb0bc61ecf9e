using LlmGateway.Database;
using LlmGateway.IntegrationTests.Infrastructure;
using LlmGateway.Ledger;
using LlmGateway.Metering;
using LlmGateway.Tests.Quotas.Contract;
using Microsoft.EntityFrameworkCore;

namespace LlmGateway.IntegrationTests.Quotas;

/// <summary>A ledger that several gateways write side by side: its note of the outbox numbers that it has, jobs whose end comes before them, and writers that are kept out.</summary>
public sealed class SharedLedgerTests(RedisFixture fixture) : RedisStoreTests(fixture)
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
        Assert.Equal([(entries[0].Sequence, entries[^1].Sequence)], await RangesAsync(context, entries[0].Generation!));
    }

    [Fact]
    public async Task Only_ranges_of_a_generation_that_touch_or_overlap_are_joined_and_one_that_is_growing_is_left()
    {
        await using (var context = Stage.Contexts.CreateDbContext())
        {
            context.OutboxRanges.AddRange(
                [Range("one", 1, 3), Range("one", 2, 5), Range("one", 6, 6), Range("one", 8, 9), Range("one", 12, 20), Range("one", 13, 14), Range("one", 21, 21), Range("one", 22, 30), Range("two", 1, 1), Range("two", 2, 2)]);
            await context.SaveChangesAsync();
        }

        await using var growing = Stage.Contexts.CreateDbContext();
        await using (await growing.Database.BeginTransactionAsync())
        {
            await growing.Database.ExecuteSqlAsync($"UPDATE outbox_ranges SET last = 31 WHERE generation = 'one' AND first = 22");
            await JoinAsync();
            await growing.Database.CommitTransactionAsync();
        }

        await using var after = Stage.Contexts.CreateDbContext();
        Assert.Equal([(1, 6), (8, 9), (12, 21), (22, 31)], await RangesAsync(after, "one"));
        await JoinAsync();
        Assert.Equal([(1, 6), (8, 9), (12, 31)], await RangesAsync(after, "one"));
        Assert.Equal([(1, 1), (2, 2)], await RangesAsync(after, "two"));
    }

    [Fact]
    public async Task A_job_whose_end_is_written_before_it_is_not_open()
    {
        var reservation = await GrantedAsync(Stage, Calls.Request(10));
        await Stage.Store.BindJobsAsync(reservation.Id, [Calls.Job(reservation, "job-1")], TimeSpan.FromHours(72), default);
        await Stage.Store.SettleAsync(reservation, Calls.Settle(reservation, 7), default);
        var entries = await Stage.Store.TakeOutboxAsync(10, default);
        Assert.Equal([typeof(OutboxEntry.Bound), typeof(OutboxEntry.Row)], entries.Select(entry => entry.GetType()));
        foreach (var entry in entries.Reverse()) await Stage.Ledger.WriteAsync([entry], default);
        await using var context = Stage.Contexts.CreateDbContext();
        Assert.False((await context.Jobs.AsNoTracking().SingleAsync()).IsOpen);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task While_somebody_looks_at_a_still_ledger_no_writer_writes_whatever_its_store(bool shared)
    {
        await SettledAsync();
        var entries = (await Stage.Store.TakeOutboxAsync(10, default)).Select(entry => shared ? entry : entry with { Generation = null }).ToArray();
        await using var context = Stage.Contexts.CreateDbContext();
        var writing = Stage.Ledger.StandStillAsync(DateOnly.MinValue, null, async _ =>
        {
            var write = Stage.Ledger.WriteAsync(entries, default);
            await Eventually.ReachesAsync(() => context.Database.SqlQuery<int>($"SELECT count(*)::integer AS \"Value\" FROM pg_locks WHERE locktype = 'advisory' AND NOT granted").SingleAsync(), waiting => waiting == 1, "a writer that waits");
            Assert.Empty(await Stage.RowsAsync());
            return write;
        }, default);
        await await writing;
        Assert.Single(await Stage.RowsAsync());
    }

    [Fact]
    public async Task After_a_broken_connection_what_a_writer_holds_is_not_given_to_it_again()
    {
        for (var i = 0; i < 5; i++) await SettledAsync();
        var held = await Stage.Store.TakeOutboxAsync(2, default);
        await using (var connection = await Fixture.Redis.ConnectAsync()) await connection.GetDatabase().ExecuteAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        var rest = await Eventually.ReachesAsync(TryTakeAsync, taken => taken.Count > 0, "the rest of the outbox");
        Assert.Equal(held.Select(entry => entry.Sequence).Concat(rest.Select(entry => entry.Sequence)), Enumerable.Range(0, 5).Select(i => held[0].Sequence + i));
        await Stage.Ledger.WriteAsync(held, default);
        await Stage.Store.AcknowledgeAsync(held, default);
        Stage.Store.GiveBack(rest);
        await Stage.WriteOutboxAsync();
        Assert.Equal(5, (await Stage.RowsAsync()).Count);
    }

    private async Task<IReadOnlyList<OutboxEntry>> TryTakeAsync()
    {
        try
        {
            return await Stage.Store.TakeOutboxAsync(10, default);
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
        {
            return [];
        }
    }

    private async Task JoinAsync()
    {
        await using var context = Stage.Contexts.CreateDbContext();
        await using var transaction = await context.Database.BeginTransactionAsync();
        await LedgerGenerations.JoinAsync(context, "one", default);
        await transaction.CommitAsync();
    }

    private async Task SettledAsync()
    {
        var reservation = await GrantedAsync(Stage, Calls.Request(10));
        await Stage.Store.SettleAsync(reservation, Calls.Settle(reservation, 7), default);
    }

    private static OutboxRangeEntity Range(string generation, long first, long last) => new() { Generation = generation, First = first, Last = last };

    private static async Task<IReadOnlyList<(long First, long Last)>> RangesAsync(GatewayContext context, string generation) =>
        [.. (await context.OutboxRanges.AsNoTracking().Where(range => range.Generation == generation).OrderBy(range => range.First).ToListAsync()).Select(range => (range.First, range.Last))];
}
