using LlmGateway.Ledger;
using LlmGateway.Metering;
using LlmGateway.Tests.Quotas;
using LlmGateway.Tests.Quotas.Contract;
using Microsoft.Extensions.Logging.Abstractions;

namespace LlmGateway.Tests.Ledger;

/// <summary>From the outbox to the database, with a backlog of more than two batches.</summary>
public sealed class LedgerWriterTests : IAsyncLifetime
{
    private const int Backlog = (2 * LedgerWriter.LargestBatch) + 100;

    private EmbeddedStore _stage = null!;
    private HeldUpLedger _ledger = null!;
    private LedgerWriter _writer = null!;

    public async ValueTask InitializeAsync()
    {
        _stage = await EmbeddedStore.StartAsync();
        _ledger = new(_stage.Ledger);
        _writer = new(_stage.Store, _ledger, TimeProvider.System, NullLogger<LedgerWriter>.Instance);
        var calls = new Calls(_stage);
        for (var i = 0; i < Backlog; i++)
        {
            var reservation = Assert.IsType<ReserveResult.Granted>(await _stage.Store.ReserveAsync(calls.Request(1), default)).Reservation;
            await _stage.Store.SettleAsync(reservation, Calls.Settle(reservation, 1), default);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _writer.Dispose();
        await _stage.DisposeAsync();
    }

    [Fact]
    public async Task Two_batches_of_a_backlog_are_under_way_at_once_and_leave_the_outbox_in_their_order()
    {
        await _writer.StartAsync(default);
        var (first, second) = (await _ledger.NextAsync(), await _ledger.NextAsync());
        Assert.Equal((1, LedgerWriter.LargestBatch, LedgerWriter.LargestBatch + 1), (first.Entries[0].Sequence, first.Entries[^1].Sequence, second.Entries[0].Sequence));
        second.Door.SetResult();
        await second.Written.Task;
        Assert.Equal(Backlog, await _stage.Store.OutboxLengthAsync(default));
        first.Door.SetResult();
        var third = await _ledger.NextAsync();
        Assert.Equal((second.Entries[^1].Sequence + 1, 100), (third.Entries[0].Sequence, third.Entries.Count));
        third.Door.SetResult();
        await EndAsync();
    }

    [Fact]
    public async Task A_batch_that_could_not_be_written_comes_again_and_so_does_the_one_behind_it()
    {
        await _writer.StartAsync(default);
        var (first, second) = (await _ledger.NextAsync(), await _ledger.NextAsync());
        second.Door.SetResult();
        await second.Written.Task;
        first.Door.SetException(new InvalidOperationException("The database is away."));
        var again = await _ledger.NextAsync();
        Assert.Equal(first.Entries, again.Entries);
        Assert.Equal(Backlog, await _stage.Store.OutboxLengthAsync(default));
        again.Door.SetResult();
        var behind = await _ledger.NextAsync();
        Assert.Equal(second.Entries, behind.Entries);
        behind.Door.SetResult();
        (await _ledger.NextAsync()).Door.SetResult();
        await EndAsync();
    }

    [Fact]
    public async Task The_last_moments_begin_when_nothing_is_under_way_although_the_host_waits_no_longer()
    {
        _ledger.IsDeaf = true;
        await _writer.StartAsync(default);
        var (first, second) = (await _ledger.NextAsync(), await _ledger.NextAsync());
        var stopping = _writer.StopAsync(new CancellationToken(canceled: true));
        second.Door.SetResult();
        first.Door.SetResult();
        var again = await _ledger.NextAsync();
        Assert.Equal(first.Entries, again.Entries);
        again.Door.SetResult();
        for (var i = 0; i < 2; i++) (await _ledger.NextAsync()).Door.SetResult();
        await stopping;
        await AssertWrittenAsync();
    }

    [Fact]
    public async Task What_is_under_way_when_the_gateway_stops_is_written_in_its_last_moments()
    {
        await _writer.StartAsync(default);
        _ = (await _ledger.NextAsync(), await _ledger.NextAsync());
        var stopping = _writer.StopAsync(default);
        for (var i = 0; i < 3; i++) (await _ledger.NextAsync()).Door.SetResult();
        await stopping;
        await AssertWrittenAsync();
    }

    private async Task EndAsync()
    {
        _ledger.Open();
        await _writer.StopAsync(default);
        await AssertWrittenAsync();
    }

    /// <summary>Every row once, and nothing waits.</summary>
    private async Task AssertWrittenAsync()
    {
        Assert.Equal(0, await _stage.Store.OutboxLengthAsync(default));
        Assert.Equal(Backlog, await _stage.CountRowsAsync());
    }
}
