using System.Buffers;
using LlmGateway.Metering;

namespace LlmGateway.Observation;

/// <summary>
/// Stands between a provider's answer and YARP's copy loop. Bytes go to the client first: a piece is shown to the usage reader
/// when YARP comes back for the next one, which is after it has flushed. The read from upstream lands in a buffer of its own and
/// outlives a client that leaves in the middle of it, so that a drain can go on where the client stopped.
/// </summary>
internal sealed class ObservedStream(Exchange exchange, Stream upstream, GuardedReader reader, ResponseRewriter? rewriter) : Stream
{
    private const int BufferSize = 64 * 1024; // YARP's own copy buffer

    /// <summary>Answers that tell of jobs and objects are mostly small JSON objects.</summary>
    private const int LargestAhead = 8 * 1024 * 1024;

    private readonly PooledWriter? _rewritten = rewriter is null ? null : new();
    private byte[]? _buffer;
    private Task<int>? _pending;
    private ReadOnlyMemory<byte> _ahead;
    private ReadOnlyMemory<byte> _deliverable;
    private int _unread;
    private bool _ended;
    private bool _disposed;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_ahead.IsEmpty) return Deliver(ref _ahead, buffer);
        while (_deliverable.IsEmpty)
        {
            if (_ended) return 0;
            var read = await ReadUpstreamAsync(cancellationToken);
            Offer(read);
        }

        return Deliver(ref _deliverable, buffer);
    }

    private static int Deliver(ref ReadOnlyMemory<byte> from, Memory<byte> to)
    {
        var count = Math.Min(to.Length, from.Length);
        from[..count].CopyTo(to);
        from = from[count..];
        return count;
    }

    /// <summary>Reads the answer to its end before the client gets any of it; false if it is too large for that: the client then gets what was read, and the rest as it comes.</summary>
    public async Task<bool> ReadAheadAsync()
    {
        var ahead = new ArrayBufferWriter<byte>(16 * 1024);
        int read;
        do
        {
            read = await ReadAsync(ahead.GetMemory(16 * 1024), exchange.Lifetime);
            ahead.Advance(read);
        }
        while (read > 0 && ahead.WrittenCount < LargestAhead);
        _ahead = ahead.WrittenMemory;
        return _ended;
    }

    /// <summary>Reads on for the meter alone, until the end, the drain's time limit, or more output than is held.</summary>
    public async Task DrainAsync()
    {
        _deliverable = default;
        try
        {
            while (!_ended)
            {
                Offer(await ReadUpstreamAsync(exchange.Lifetime));
                _deliverable = default;
                if (exchange.Estimate?.Streamed == true && reader.OutputTokensSoFar > exchange.GrantedOutputTokens) break;
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException or InvalidDataException)
        {
            // Counted as cut below: the upstream died, or the drain's time is over.
        }

        Abort();
    }

    /// <summary>Stops reading; what was seen so far is the reading. Nothing happens after the end.</summary>
    public void Abort()
    {
        if (!_ended) End(whole: false);
    }

    private async ValueTask<int> ReadUpstreamAsync(CancellationToken cancellation)
    {
        ShowToReader();
        try
        {
            _pending ??= ReadPieceAsync();
            var read = _pending.IsCompletedSuccessfully ? _pending.Result : await _pending.WaitAsync(cancellation);
            _pending = null;
            return read;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested && !exchange.Lifetime.IsCancellationRequested)
        {
            throw; // The client left; the read goes on and a drain may take it up.
        }
        catch
        {
            End(whole: false);
            throw;
        }
    }

    /// <summary>Waits without a buffer, as YARP does: most of a thousand open streams are waiting.</summary>
    private async Task<int> ReadPieceAsync()
    {
        var waiting = upstream.ReadAsync(Memory<byte>.Empty, exchange.Lifetime);
        if (!waiting.IsCompleted) ReturnBuffers();
        await waiting;
        _buffer ??= ArrayPool<byte>.Shared.Rent(BufferSize);
        return await upstream.ReadAsync(_buffer.AsMemory(0, BufferSize), exchange.Lifetime);
    }

    private void ReturnBuffers()
    {
        _rewritten?.Return();
        if (_buffer is null) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
    }

    private void Offer(int read)
    {
        if (read == 0)
        {
            if (_rewritten is not null)
            {
                _rewritten.Clear();
                rewriter!.Complete(_rewritten);
                _deliverable = _rewritten.Written;
            }

            End(whole: true);
            return;
        }

        _unread = read;
        if (_rewritten is null)
        {
            _deliverable = _buffer.AsMemory(0, read);
            return;
        }

        _rewritten.Clear();
        rewriter!.Rewrite(_buffer.AsSpan(0, read), _rewritten);
        _deliverable = _rewritten.Written;
    }

    private void ShowToReader()
    {
        reader.Read(_buffer.AsSpan(0, _unread));
        _unread = 0;
    }

    private void End(bool whole)
    {
        ShowToReader();
        _ended = true;
        var reading = reader.Complete(whole);
        exchange.Complete(whole && !reader.Broken ? CallEnd.Whole : CallEnd.Cut, reading);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);

        // YARP may dispose of the content when the client leaves; the exchange does when it is over, and only then the read may be stopped.
        if (!disposing || !_ended || _disposed) return;
        _disposed = true;
        _deliverable = default;
        upstream.Dispose();
        if (_pending is null) ReturnBuffers();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Answers are read asynchronously.");

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
