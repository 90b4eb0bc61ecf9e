using Polly;
using Polly.CircuitBreaker;
using StackExchange.Redis;

namespace LlmGateway.Quotas.Redis;

/// <summary>
/// The connection: scripts by their hash, each within its time, behind a circuit breaker, so that a store that is away costs a caller nothing but the "no".
/// </summary>
internal sealed class RedisLink : IAsyncDisposable
{
    private static readonly TimeSpan s_breather = TimeSpan.FromMilliseconds(20);

    /// <summary>Answers of a server that will be able to in a moment: a slot on its way to another node, a server that loads its data.</summary>
    private static readonly string[] s_passing = ["TRYAGAIN", "LOADING", "CLUSTERDOWN", "MASTERDOWN", "ASK", "MOVED", "READONLY"];

    private readonly ConnectionMultiplexer _connection;
    private readonly RedisOptions _options;
    private readonly CircuitBreakerStateProvider _circuit = new();
    private readonly ResiliencePipeline<bool> _breaker;

    private RedisLink(ConnectionMultiplexer connection, RedisOptions options)
    {
        (_connection, _options) = (connection, options);
        connection.ConnectionRestored += (_, _) => Restored?.Invoke();
        connection.ConnectionFailed += (_, _) => Lost?.Invoke();
        _breaker = new ResiliencePipelineBuilder<bool>().AddCircuitBreaker(new CircuitBreakerStrategyOptions<bool>
        {
            StateProvider = _circuit,
            FailureRatio = 0.5,
            MinimumThroughput = 5,
            SamplingDuration = TimeSpan.FromSeconds(5),
            BreakDuration = TimeSpan.FromMilliseconds(500),
            ShouldHandle = new PredicateBuilder<bool>().Handle<StoreUnreachableException>(),
        }).Build();
    }

    /// <summary>The connection was lost: what the server holds when it is back is not known.</summary>
    public event Action? Lost;

    public event Action? Restored;

    /// <summary>How long a call waits for an answer.</summary>
    public TimeSpan Patience => _options.Patience;

    /// <summary>For what is asked beside the path of calls.</summary>
    public TimeSpan LongPatience => _options.Patience * 10;

    public IDatabase Database => _connection.GetDatabase();

    public static async Task<RedisLink> ConnectAsync(string connectionString, RedisOptions options)
    {
        var configuration = ConfigurationOptions.Parse(connectionString);
        configuration.AbortOnConnectFail = false;
        configuration.BacklogPolicy = BacklogPolicy.FailFast;
        configuration.ClientName ??= "llmgateway";
        configuration.ReconnectRetryPolicy = new LinearRetry(200);
        configuration.ConnectTimeout = Math.Min(configuration.ConnectTimeout, 2000);
        return new(await ConnectionMultiplexer.ConnectAsync(configuration), options);
    }

    /// <summary>Runs a script within the usual time.</summary>
    /// <exception cref="StoreUnreachableException">No answer.</exception>
    public Task<RedisResult[]> EvalAsync(RedisScript script, RedisKey[] keys, RedisValue[] values) => EvalAsync(script, keys, values, _options.Patience);

    /// <exception cref="StoreUnreachableException">No answer.</exception>
    public async Task<RedisResult[]> EvalAsync(RedisScript script, RedisKey[] keys, RedisValue[] values, TimeSpan patience)
    {
        // The breaker is told how a call ended and does not wrap it: its wrapping cost more than the rest of the call.
        if (_circuit.CircuitState != CircuitState.Closed) await ProbeAsync(patience);
        try
        {
            var answer = await EvalOnceAsync(script, keys, values, patience);
            await TellAsync(Outcome.FromResult(true));
            return answer;
        }
        catch (StoreUnreachableException exception)
        {
            await TellAsync(exception.IsOfTheData ? Outcome.FromResult(true) : Outcome.FromException<bool>(exception));
            throw;
        }
    }

    /// <summary>Runs plain commands under the same terms.</summary>
    /// <exception cref="StoreUnreachableException">No answer.</exception>
    public async Task<T> CallAsync<T>(Func<IDatabase, Task<T>> call)
    {
        try
        {
            return await call(Database).WaitAsync(LongPatience);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            throw Unreachable(exception);
        }
    }

    /// <summary>The server that holds the keys, for a scan.</summary>
    public IServer Server(RedisKey key) => _connection.GetServer(Database.IdentifyEndpoint(key) ?? _connection.GetEndPoints()[0]);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    /// <summary>While the circuit is open nothing is asked; when it may close, the first call sees whether anybody answers.</summary>
    private async Task ProbeAsync(TimeSpan patience)
    {
        try
        {
            await _breaker.ExecuteAsync(static async (call, cancellation) =>
            {
                try
                {
                    await call.Link.Database.PingAsync().WaitAsync(call.Patience, cancellation);
                    return true;
                }
                catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
                {
                    throw Unreachable(exception);
                }
            }, (Link: this, Patience: patience));
        }
        catch (BrokenCircuitException exception)
        {
            throw new StoreUnreachableException("The circuit is open.", exception);
        }
    }

    private async ValueTask TellAsync(Outcome<bool> outcome)
    {
        var context = ResilienceContextPool.Shared.Get();
        await _breaker.ExecuteOutcomeAsync(static (_, told) => new ValueTask<Outcome<bool>>(told), context, outcome);
        ResilienceContextPool.Shared.Return(context);
    }

    private async Task<RedisResult[]> EvalOnceAsync(RedisScript script, RedisKey[] keys, RedisValue[] values, TimeSpan patience)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return (RedisResult[])(await Database.ScriptEvaluateAsync(script.Hash, keys, values).WaitAsync(patience))!;
            }
            catch (RedisServerException exception) when (exception.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
            {
                return (RedisResult[])(await WithTextAsync(script, keys, values, patience))!;
            }
            catch (RedisServerException exception) when (tries < 10 && Array.Exists(s_passing, word => exception.Message.StartsWith(word, StringComparison.Ordinal)))
            {
                await Task.Delay(s_breather, TimeProvider.System);
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
            {
                throw Unreachable(exception);
            }
        }
    }

    private async Task<RedisResult> WithTextAsync(RedisScript script, RedisKey[] keys, RedisValue[] values, TimeSpan patience)
    {
        try
        {
            return await Database.ScriptEvaluateAsync(script.Text, keys, values).WaitAsync(patience);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            throw Unreachable(exception);
        }
    }

    /// <summary>The first word of a server's error (OOM, NOPERM, ...) says what is wrong and quotes nothing.</summary>
    private static StoreUnreachableException Unreachable(Exception exception) =>
        new(exception is RedisServerException ? $"Redis answered {exception.Message.Split(' ')[0]}." : $"{exception.GetType().Name}.", exception);
}
