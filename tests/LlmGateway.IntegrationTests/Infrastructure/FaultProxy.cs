using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LlmGateway.IntegrationTests.Infrastructure;

/// <summary>
/// A TCP proxy on 127.0.0.1 between two real processes that can hold a request or a reply back at an exact byte, lose replies, and cut connections. So a test
/// meets a process at a step of its choice, and no sleep is needed.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly List<Connection> _connections = [];
    private readonly List<Hold> _holds = [];
    private readonly int _target;
    private readonly Task _accepting;
    private Func<string, bool>? _losesReplyTo;
    private volatile TaskCompletionSource _open = Opened();

    private FaultProxy(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public static FaultProxy Start(int target) => new(target);

    /// <summary>The first request that contains the text, and all behind it on its connection, stays here.</summary>
    public Hold HoldRequest(string text) => Add(new Hold(text, null, 0));

    /// <summary>After a request that contains the text its reply passes up to where <paramref name="reply"/> comes the n-th time; "" holds it from its first byte.</summary>
    public Hold HoldReply(string request, string reply = "", int occurrence = 1) => Add(new Hold(request, reply, occurrence));

    /// <summary>The server does what it is asked and the reply is lost with the connection, wherever the function says so of what was asked.</summary>
    /// <param name="to">Null ends it.</param>
    public void LoseReplies(Func<string, bool>? to) => _losesReplyTo = to;

    /// <summary>Nothing passes any more, in neither direction; connections stay open and new ones are taken.</summary>
    public void Block() => _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Unblock() => _open.TrySetResult();

    /// <summary>All connections end with a reset; new ones are taken.</summary>
    public void Cut()
    {
        Connection[] cut;
        lock (_gate)
        {
            cut = [.. _connections];
            _connections.Clear();
        }

        foreach (var connection in cut) connection.Reset();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        Cut();
        await _accepting;
        _stopping.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private Hold Add(Hold hold)
    {
        lock (_gate) _holds.Add(hold);
        return hold;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                var connection = new Connection(this, client);
                lock (_gate) _connections.Add(connection);
                _ = connection.RunAsync(_target);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Closing.
        }
    }

    private bool IsWatching
    {
        get { lock (_gate) return _holds.Count > 0 || _losesReplyTo is not null; }
    }

    /// <summary>A hold serves once.</summary>
    private Hold? Match(string request)
    {
        lock (_gate)
        {
            var found = _holds.Find(hold => request.Contains(hold.Request, StringComparison.OrdinalIgnoreCase));
            if (found is not null) _holds.Remove(found);
            return found;
        }
    }

    private void Forget(Connection connection)
    {
        lock (_gate) _connections.Remove(connection);
    }

    /// <summary>Something that is held back: wait until it is there, then let it go, or kill who waits for it.</summary>
    public sealed class Hold(string request, string? reply, int occurrence)
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Ends when something is held.</summary>
        public Task Reached => _reached.Task.WaitAsync(TimeSpan.FromSeconds(60));

        internal string Request => request;

        internal string? Reply => reply;

        internal int Occurrence => occurrence;

        public void Release() => _released.TrySetResult();

        internal Task WaitAsync()
        {
            _reached.TrySetResult();
            return _released.Task;
        }
    }

    private sealed class Connection(FaultProxy proxy, TcpClient client) : IDisposable
    {
        private readonly TcpClient _server = new();
        private readonly Lock _gate = new();
        private Hold? _armed;
        private int _seen;
        private bool _loses;

        public async Task RunAsync(int port)
        {
            try
            {
                await _server.ConnectAsync(IPAddress.Loopback, port);
                await Task.WhenAny(RequestsAsync(), RepliesAsync());
            }
            catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
            {
                // One of the two is gone.
            }
            finally
            {
                proxy.Forget(this);
                Dispose();
            }
        }

        public void Dispose()
        {
            client.Dispose();
            _server.Dispose();
        }

        public void Reset()
        {
            foreach (var side in (TcpClient[])[client, _server])
            {
                try
                {
                    side.Client?.Close(0);
                }
                catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
                {
                    // Gone already.
                }
            }
        }

        private async Task RequestsAsync()
        {
            var (from, to) = (client.GetStream(), _server.GetStream());
            var buffer = new byte[64 * 1024];
            while (await ReadAsync(from, buffer) is var read and > 0)
            {
                await proxy._open.Task;
                if (proxy.IsWatching)
                {
                    var text = Encoding.Latin1.GetString(buffer, 0, read);
                    while (proxy.Match(text) is { } hold)
                    {
                        if (hold.Reply is null) await hold.WaitAsync();
                        else lock (_gate) (_armed, _seen) = (hold, 0);
                    }

                    if (proxy._losesReplyTo?.Invoke(text) == true) _loses = true;
                }

                await to.WriteAsync(buffer.AsMemory(0, read));
            }
        }

        private async Task RepliesAsync()
        {
            var (from, to) = (_server.GetStream(), client.GetStream());
            var buffer = new byte[64 * 1024];
            while (await ReadAsync(from, buffer) is var read and > 0)
            {
                await proxy._open.Task;
                if (_loses)
                {
                    Reset();
                    return;
                }

                var sent = 0;
                while (_armed is not null && Due(Encoding.Latin1.GetString(buffer, sent, read - sent)) is (var hold, var at))
                {
                    await to.WriteAsync(buffer.AsMemory(sent, at));
                    sent += at;
                    await hold.WaitAsync();
                }

                await to.WriteAsync(buffer.AsMemory(sent, read - sent));
            }
        }

        /// <summary>Where the reply is to be held, if this piece of it has the place.</summary>
        private (Hold Hold, int At)? Due(string text)
        {
            lock (_gate)
            {
                if (_armed is not { Reply: { } wanted } hold) return null;
                for (var at = 0; ; at++)
                {
                    at = text.IndexOf(wanted, at, StringComparison.Ordinal);
                    if (at < 0) return null;
                    if (++_seen < hold.Occurrence) continue;
                    _armed = null;
                    return (hold, at);
                }
            }
        }

        private static async Task<int> ReadAsync(NetworkStream from, byte[] buffer)
        {
            try
            {
                return await from.ReadAsync(buffer);
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException)
            {
                return 0;
            }
        }
    }
}
