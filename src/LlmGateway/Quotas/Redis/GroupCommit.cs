namespace LlmGateway.Quotas.Redis;

/// <summary>
/// What is asked while a script runs goes together into its next run (group commit): a call alone waits for nobody, and the more calls come at once, the less of a run
/// each of them pays for. Thread-safe.
/// </summary>
/// <param name="open">Makes an empty group.</param>
/// <param name="patience">How long an answer is waited for. Who has waited so long while others were asked in vain hears the same; who has not goes into the next run.</param>
internal sealed class GroupCommit<TItem, TAnswer>(Func<ScriptGroup<TItem, TAnswer>> open, TimeSpan patience)
{
    /// <summary>While Redis works on one group the other's answers are on their way, so that neither side waits for the other.</summary>
    private const int RunsAtOnce = 2;

    private readonly Lock _gate = new();
    private readonly Queue<Waiter> _waiting = new();
    private int _running;

    /// <summary>Calls in the groups that run. A second group starts when as many wait: so all calls at once settle into two groups of a size (5 to 45 % more calls a second than with any fixed number).</summary>
    private int _underway;

    /// <exception cref="StoreUnreachableException">No answer; saying it again is safe.</exception>
    public Task<TAnswer> AskAsync(TItem item)
    {
        var waiter = new Waiter(item);
        Batch batch;
        lock (_gate)
        {
            _waiting.Enqueue(waiter);
            if (_running == RunsAtOnce || _waiting.Count < _underway) return waiter.Task;
            _running++;
            batch = Next();
        }

        Start(batch);
        return waiter.Task;
    }

    /// <summary>Not in the context of the call that happens to be first: others follow in the same loop.</summary>
    private void Start(Batch batch)
    {
        if (ExecutionContext.IsFlowSuppressed())
        {
            _ = RunAsync(batch);
            return;
        }

        using (ExecutionContext.SuppressFlow()) _ = RunAsync(batch);
    }

    /// <summary>Runs group after group until nobody waits. Throws nothing: whatever fails is the answer of those who asked.</summary>
    private async Task RunAsync(Batch first)
    {
        var (run, waited) = (first.Group.RunAsync(), false);
        for (Batch? batch = first; batch is not null;)
        {
            waited |= !run.IsCompleted;
            await ((Task)run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var (answered, answers) = (batch, run);
            if (!answers.IsCompletedSuccessfully && !IsBroken(answers)) FailThoseOutOfPatience(answers);
            batch = NextOrStop(answered.Waiters.Count);

            // The next group is on its way before anybody goes on with the answers of this one; and nobody goes on in the thread of somebody else who is just asking.
            if (batch is not null) run = batch.Group.RunAsync();
            if (answered.Waiters.Count > 1 && IsBroken(answers)) _ = RunApartAsync(answered.Waiters);
            else Deliver(answered.Waiters, answers, here: waited && batch is null);
        }
    }

    /// <summary>Whatever is wrong with the data of one call is no matter of the others: half by half, until it is alone. Scripts read everything before they write, and do not count a call twice.</summary>
    private async Task RunApartAsync(IReadOnlyCollection<Waiter> waiters)
    {
        foreach (var half in waiters.Chunk((waiters.Count + 1) / 2))
        {
            var group = open();
            foreach (var waiter in half) group.TryAdd(waiter.Item);
            var run = group.RunAsync();
            await ((Task)run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (half.Length > 1 && IsBroken(run)) await RunApartAsync(half);
            else Deliver(half, run, here: false);
        }
    }

    private void FailThoseOutOfPatience(Task<TAnswer[]> run)
    {
        var waiters = new List<Waiter>();
        lock (_gate)
        {
            while (_waiting.TryPeek(out var first) && TimeProvider.System.GetElapsedTime(first.Since) >= patience) waiters.Add(_waiting.Dequeue());
        }

        Deliver(waiters, run, here: false);
    }

    /// <param name="done">Calls of the group that has run.</param>
    private Batch? NextOrStop(int done)
    {
        lock (_gate)
        {
            _underway -= done;
            if (_waiting.Count > 0 && _waiting.Count >= _underway) return Next();
            _running--;
            return null;
        }
    }

    private Batch Next()
    {
        var batch = new Batch(open(), []);
        while (_waiting.TryPeek(out var first) && batch.Group.TryAdd(first.Item)) batch.Waiters.Add(_waiting.Dequeue());
        _underway += batch.Waiters.Count;
        return batch;
    }

    /// <summary>The script failed, or its answer cannot be read; a server that is away, full or loading is another matter.</summary>
    private static bool IsBroken(Task run) => run.Exception?.InnerException is { } exception && exception is not StoreUnreachableException { IsOfTheData: false };

    /// <param name="here">The last one may go on in this thread.</param>
    private static void Deliver(IReadOnlyList<Waiter> waiters, Task<TAnswer[]> run, bool here)
    {
        for (var i = 0; i < waiters.Count; i++)
        {
            waiters[i].Take(run, i);
            if (here && i == waiters.Count - 1) waiters[i].Execute();
            else ThreadPool.UnsafeQueueUserWorkItem(waiters[i], preferLocal: false);
        }
    }

    private sealed record Batch(ScriptGroup<TItem, TAnswer> Group, List<Waiter> Waiters);

    /// <summary>One who asked.</summary>
    private sealed class Waiter(TItem item) : IThreadPoolWorkItem
    {
        private readonly TaskCompletionSource<TAnswer> _answer = new();
        private Task<TAnswer[]>? _run;
        private int _at;

        public TItem Item => item;

        public long Since { get; } = TimeProvider.System.GetTimestamp();

        public Task<TAnswer> Task => _answer.Task;

        public void Take(Task<TAnswer[]> run, int at) => (_run, _at) = (run, at);

        public void Execute()
        {
            if (_run!.IsCompletedSuccessfully) _answer.SetResult(_run.Result[_at]);
            else _answer.SetException(_run.Exception?.InnerException ?? new TaskCanceledException(_run));
        }
    }
}
