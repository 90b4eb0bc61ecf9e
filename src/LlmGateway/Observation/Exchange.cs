using LlmGateway.Metering;

namespace LlmGateway.Observation;

/// <summary>
/// One call to a provider as it is observed, from the moment it is sent until its answer has been read to the end, or as far as a
/// drain goes. It has a lifetime of its own: a client that leaves does not end it.
/// </summary>
internal sealed class Exchange : IDisposable
{
    private readonly TaskCompletionSource<CallOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _lifetime;
    private readonly TimeProvider _time;
    private readonly long _started;
    private ObservedStream? _stream;
    private bool _dispatched;
    private bool _draining;
    private bool _isStream;
    private bool _seen;

    public Exchange(Drains drains, TimeProvider time, ILogger<Exchange> logger)
    {
        (Drains, _time, Logger) = (drains, time, logger);
        _lifetime = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _started = time.GetTimestamp();
    }

    public required CallRequest Request { get; init; }

    public required Operation Operation { get; init; }

    /// <summary>Null for reads of jobs.</summary>
    public Estimate? Estimate { get; init; }

    /// <summary>This provider's prefix as the client sees it, for URLs that must lead back here.</summary>
    public required string GatewayBase { get; init; }

    /// <summary>Output tokens that are held; a drain ends when the answer exceeds them.</summary>
    public long GrantedOutputTokens { get; init; }

    /// <summary>Fires when the client has left.</summary>
    public CancellationToken ClientGone { get; init; }

    /// <summary>Writes down that the call is about to be sent.</summary>
    public Action? OnDispatch { get; init; }

    /// <summary>
    /// If set, a plain answer is read whole, this runs, and only then the client gets it: a job must be bound before its owner can ask for it. After a stream, or an answer
    /// that is too large to be kept, it runs when that has ended. A failure of it breaks nobody's answer.
    /// </summary>
    public Func<CallOutcome, Task>? OnOutcome { get; init; }

    internal Drains Drains { get; }

    internal ILogger Logger { get; }

    internal CancellationToken Lifetime => _lifetime.Token;

    internal int? Status { get; private set; }

    public void Dispatching()
    {
        OnDispatch?.Invoke();
        _dispatched = true;
    }

    /// <summary>Starts to watch an answer: decoding, reader and rewriter stand between the provider's stream and the client.</summary>
    public async Task<HttpResponseMessage> ObserveAsync(HttpResponseMessage response)
    {
        Status = (int)response.StatusCode;
        var head = new ResponseHead((int)response.StatusCode, response.Content.Headers.ContentType?.ToString());
        _isStream = head.IsEventStream;
        var body = await AnswerBody.OpenAsync(response.Content, Lifetime);
        var rewriter = Operation.CreateRewriter(Request, Estimate, head, GatewayBase);
        var reader = new GuardedReader(Operation.CreateReader(Request, Estimate, head), Logger, Operation.Name);
        _stream = new ObservedStream(this, body.Stream, reader, rewriter);
        if (OnOutcome is not null && !head.IsEventStream && await _stream.ReadAheadAsync()) await SeeAsync(await Outcome);
        response.Content = AnswerBody.Replace(response.Content, _stream, keepLength: !body.Decoded && rewriter is null);
        return response;
    }

    /// <summary>The handler's token was cancelled before an answer came: the client left (wait on, within the drain's limits) or time is up.</summary>
    public void Unwatched()
    {
        if (!ClientGone.IsCancellationRequested || !TryDrain()) _lifetime.Cancel();
    }

    public void Fail(CallEnd end) => Complete(_dispatched ? end : CallEnd.NotDispatched, UsageReading.Nothing);

    internal void Complete(CallEnd end, UsageReading reading) =>
        _outcome.TrySetResult(new(end, Status, reading, (long)_time.GetElapsedTime(_started).TotalMilliseconds));

    private Task<CallOutcome> Outcome => _outcome.Task;

    /// <summary>How the exchange ended. Reads on, within the drain's limits, if the client left before the end.</summary>
    public async Task<CallOutcome> EndAsync()
    {
        if (!_outcome.Task.IsCompleted)
        {
            if (_stream is null) Fail(CallEnd.NoAnswer);
            else if (ClientGone.IsCancellationRequested && TryDrain()) await _stream.DrainAsync();
            else _stream.Abort();
        }

        var outcome = await Outcome;
        if (!_seen) await SeeAsync(outcome);
        return outcome;
    }

    private async Task SeeAsync(CallOutcome outcome)
    {
        _seen = true;
        try
        {
            if (OnOutcome is not null) await OnOutcome(outcome);
        }
        catch (Exception exception)
        {
            Log.OutcomeNotSeen(Logger, Operation.Name, exception);
        }
    }

    private bool TryDrain()
    {
        if (_draining) return true;
        if (!Drains.TryEnter()) return false;
        _draining = true;
        _lifetime.CancelAfter(Estimate?.Streamed == true || _isStream ? Drains.Limits.StreamLimit : Drains.Limits.AnswerLimit);
        return true;
    }

    public void Dispose()
    {
        if (_draining) Drains.Leave();
        _lifetime.Cancel(); // Ends a read that nobody waits for any more.
        _stream?.Dispose();
        _lifetime.Dispose();
    }
}
