using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LlmGateway.Benchmarks.Processes;

namespace LlmGateway.Benchmarks.Loads;

/// <summary>
/// One connection that asks for streams one after the other and times them. Raw bytes over a socket: an HTTP client would cost as much as the proxies that are
/// compared. Understands exactly what Kestrel sends: HTTP/1.1, chunked.
/// </summary>
internal sealed class StreamClient : IDisposable
{
    private static readonly byte[] s_end = "0\r\n\r\n"u8.ToArray();
    private static readonly byte[] s_mark = Encoding.ASCII.GetBytes(FastUpstream.StampMark);

    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _buffer = new byte[256 * 1024];
    private readonly byte[] _request;
    private readonly IPEndPoint _address;
    private int _filled;

    public StreamClient(Uri proxy, string key, int chunks, int gapMilliseconds)
    {
        var body = ChatBody.OfSize(1024, streamed: true);
        _address = new(IPAddress.Loopback, proxy.Port);
        _request = Encoding.UTF8.GetBytes(FormattableString.Invariant($"""
            POST /openai/v1/chat/completions HTTP/1.1
            Host: 127.0.0.1:{proxy.Port}
            Authorization: Bearer {key}
            Content-Type: application/json
            Accept: text/event-stream
            {FastUpstream.ChunksHeader}: {chunks}
            {FastUpstream.GapHeader}: {gapMilliseconds}
            Content-Length: {Encoding.UTF8.GetByteCount(body)}


            """).ReplaceLineEndings("\r\n") + body);
    }

    public Task ConnectAsync() => _socket.ConnectAsync(_address);

    /// <summary>Sends the call and reads until the first chunk is there; returns how long that took.</summary>
    public async Task<TimeSpan> OpenAsync()
    {
        var start = Stopwatch.GetTimestamp();
        await _socket.SendAsync(_request);
        _filled = 0;
        while (_buffer.AsSpan(0, _filled).IndexOf(s_mark) < 0)
        {
            _filled += await ReceiveAsync(_filled);
            if (!_buffer.AsSpan(0, _filled).StartsWith("HTTP/1.1 200"u8)) throw new InvalidOperationException(Encoding.UTF8.GetString(_buffer, 0, _filled));
        }

        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Reads an opened stream to its end.</summary>
    /// <param name="delays">If given, takes for each chunk the microseconds from when upstream wrote it until it was here.</param>
    public async Task ReadToEndAsync(List<double>? delays = null)
    {
        while (!_buffer.AsSpan(0, _filled).EndsWith(s_end))
        {
            var kept = Math.Min(_filled, s_end.Length); // The end may come in pieces.
            _buffer.AsSpan(_filled - kept, kept).CopyTo(_buffer);
            var received = await ReceiveAsync(kept);
            if (delays is not null) Note(_buffer.AsSpan(kept, received), delays);
            _filled = kept + received;
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task<int> ReceiveAsync(int at)
    {
        var received = await _socket.ReceiveAsync(_buffer.AsMemory(at));
        return received > 0 ? received : throw new IOException("The proxy closed the connection in the middle of a stream.");
    }

    private static void Note(ReadOnlySpan<byte> received, List<double> delays)
    {
        var now = Stopwatch.GetTimestamp();
        for (var at = received.IndexOf(s_mark); at >= 0; at = received.IndexOf(s_mark))
        {
            received = received[(at + s_mark.Length)..];
            if (received.Length < FastUpstream.StampDigits) return;
            var written = long.Parse(received[..FastUpstream.StampDigits], NumberStyles.None, CultureInfo.InvariantCulture);
            delays.Add((now - written) * 1e6 / Stopwatch.Frequency);
        }
    }
}
