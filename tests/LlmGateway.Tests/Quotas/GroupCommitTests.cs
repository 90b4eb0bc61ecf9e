using LlmGateway.Quotas.Redis;
using StackExchange.Redis;

namespace LlmGateway.Tests.Quotas;

/// <summary>Who runs with whom, and whose failure is whose. The groups here end when the test says so; those of Redis are tested with Redis.</summary>
public sealed class GroupCommitTests
{
    private readonly List<Group> _runs = [];
    private readonly Lock _gate = new();
    private readonly GroupCommit<int, string> _commit;

    public GroupCommitTests() => _commit = Commit(TimeSpan.FromHours(1));

    [Fact]
    public async Task A_call_alone_runs_at_once()
    {
        var call = _commit.AskAsync(7);
        _runs[0].End();
        Assert.Equal("7", await call);
        Assert.Equal([7], _runs.Single().Asked);
    }

    [Fact]
    public async Task A_second_group_starts_when_as_many_wait_as_run_and_a_third_waits_for_an_end()
    {
        var calls = Enumerable.Range(1, 5).Select(_commit.AskAsync).ToArray();
        Assert.Equal([[1], [2]], _runs.Select(run => run.Asked)); // 3, 4 and 5 wait.

        _runs[0].End();
        await calls[0];
        Assert.Equal([3, 4, 5], _runs[2].Asked);
        _runs[1].End();
        _runs[2].End();
        Assert.Equal(["1", "2", "3", "4", "5"], await Task.WhenAll(calls));
    }

    [Fact]
    public async Task Few_that_wait_go_on_waiting_for_the_many_that_run()
    {
        var first = Enumerable.Range(1, 6).Select(_commit.AskAsync).ToArray();
        _runs[0].End();
        await first[0];
        _runs[1].End();
        await first[1];
        Assert.Equal([3, 4, 5, 6], _runs[2].Asked);

        var few = Enumerable.Range(7, 3).Select(_commit.AskAsync).ToArray();
        Assert.Equal(3, _runs.Count);
        var enough = _commit.AskAsync(10);
        Assert.Equal([7, 8, 9, 10], _runs[3].Asked);
        _runs[2].End();
        _runs[3].End();
        Assert.Equal("10", await enough);
        await Task.WhenAll([.. first, .. few]);
    }

    [Fact]
    public async Task What_does_not_go_together_runs_one_after_the_other()
    {
        var calls = ((int[])[1, 2, 5, 5, 6]).Select(_commit.AskAsync).ToArray();
        _runs[0].End();
        _runs[1].End();
        await Task.WhenAll(calls[..2]);
        using var done = new CancellationTokenSource();
        var redis = EndAllAsync(2, run => run.End(), done.Token);
        Assert.Equal(["1", "2", "5", "5", "6"], await Task.WhenAll(calls));
        await done.CancelAsync();
        await redis;
        Assert.Equal([[1], [2], [5], [5, 6]], _runs.Select(run => run.Asked));
    }

    [Fact]
    public async Task When_a_script_fails_the_group_is_halved_until_what_is_wrong_is_alone_and_only_that_fails()
    {
        var calls = Enumerable.Range(1, 10).Select(_commit.AskAsync).ToArray();
        _runs[0].End();
        await calls[0];
        Assert.Equal(Enumerable.Range(3, 8), _runs[2].Asked);
        using var done = new CancellationTokenSource();
        var redis = EndAllAsync(1, run =>
        {
            if (run.Asked.Contains(4)) run.Fail(new StoreUnreachableException("Redis answered ERR.", Error("ERR Counters are not readable.")));
            else run.End();
        }, done.Token);

        foreach (var call in calls.Where((_, i) => i != 3)) await call;
        await Assert.ThrowsAsync<StoreUnreachableException>(() => calls[3]);
        await done.CancelAsync();
        await redis;
        Assert.Equal([[3, 4, 5, 6], [3, 4], [3], [4], [5, 6], [7, 8, 9, 10]], _runs[3..].Select(run => run.Asked));
        Assert.Equal(["1", "2", "3", "5", "6", "7", "8", "9", "10"], await Task.WhenAll(calls.Where((_, i) => i != 3)));
    }

    [Theory]
    [InlineData("TimeoutException.", null)]
    [InlineData("Redis answered OOM.", "OOM command not allowed when used memory > 'maxmemory'.")]
    public async Task When_the_server_is_away_or_full_those_that_have_waited_as_long_hear_it_too_and_the_next_is_asked_anew(string reason, string? message)
    {
        var commit = Commit(patience: TimeSpan.Zero);
        var calls = Enumerable.Range(1, 5).Select(commit.AskAsync).ToArray();
        _runs[0].Fail(new StoreUnreachableException(reason, message is null ? null : Error(message)));
        foreach (var call in (Task<string>[])[calls[0], .. calls[2..]]) Assert.Equal(reason, (await Assert.ThrowsAsync<StoreUnreachableException>(() => call)).Message);
        Assert.Equal(2, _runs.Count);

        var next = commit.AskAsync(9);
        _runs[1].End();
        _runs[2].End();
        Assert.Equal(["2", "9"], [await calls[1], await next]);
    }

    [Fact]
    public async Task Those_that_have_not_waited_long_are_asked_after_others_were_asked_in_vain()
    {
        var calls = Enumerable.Range(1, 5).Select(_commit.AskAsync).ToArray();
        _runs[0].Fail(new StoreUnreachableException("TimeoutException."));
        await Assert.ThrowsAsync<StoreUnreachableException>(() => calls[0]);
        Assert.Equal([3, 4, 5], _runs[2].Asked);
        _runs[1].End();
        _runs[2].End();
        Assert.Equal(["2", "3", "4", "5"], await Task.WhenAll(calls[1..]));
    }

    [Fact]
    public async Task A_run_that_is_cancelled_is_an_answer_too()
    {
        var call = _commit.AskAsync(1);
        _runs[0].Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        var next = _commit.AskAsync(2);
        _runs[1].End();
        Assert.Equal("2", await next);
    }

    [Fact]
    public async Task However_many_ask_at_once_everybody_gets_their_own_answer_in_far_fewer_runs()
    {
        using var done = new CancellationTokenSource();
        var redis = EndAllAsync(0, run => run.End(), done.Token);
        await Task.WhenAll(Enumerable.Range(0, 64).Select(start => Task.Run(async () =>
        {
            for (var i = start; i < 6400; i += 64) Assert.Equal($"{i}", await _commit.AskAsync(i));
        })));
        await done.CancelAsync();
        await redis;
        Assert.Equal(6400, _runs.Sum(run => run.Asked.Count));
        Assert.True(_runs.Count < 6400);
    }

    private static RedisServerException Error(string message) => new(RedisErrorKind.Unknown, CommandFlags.None, message);

    private GroupCommit<int, string> Commit(TimeSpan patience) => new(() => new Group(run =>
    {
        lock (_gate) _runs.Add(run);
    }), patience);

    /// <summary>Ends run after run as they come.</summary>
    private Task EndAllAsync(int from, Action<Group> end, CancellationToken done) => Task.Run(async () =>
    {
        for (var at = from; !done.IsCancellationRequested;)
        {
            Group? run;
            lock (_gate) run = at < _runs.Count ? _runs[at] : null;
            if (run is null)
            {
                await Task.Yield();
                continue;
            }

            end(run);
            at++;
        }
    }, CancellationToken.None);

    /// <summary>Numbers that go together unless they are the same.</summary>
    private sealed class Group(Action<Group> started) : ScriptGroup<int, string>
    {
        private readonly TaskCompletionSource<string[]> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<int> Asked => Items;

        public void End() => _end.TrySetResult([.. Items.Select(item => $"{item}")]);

        public void Cancel() => _end.TrySetCanceled();

        public void Fail(Exception exception) => _end.TrySetException(exception);

        public override Task<string[]> RunAsync()
        {
            started(this);
            return _end.Task;
        }

        protected override string IdOf(int item) => $"{item}";

        protected override bool TryNumber(int item) => true;
    }
}
