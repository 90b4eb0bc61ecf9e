using System.Collections.Concurrent;
using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Gateways;

/// <summary>Clients that call without a pause, plain and streamed, over all gateways, until they are told to stop.</summary>
internal sealed class Traffic
{
    private const int Step = 100;

    private readonly ConcurrentQueue<ClientCall> _ended = new();
    private readonly Func<IReadOnlyList<GatewayProcess>> _gateways;
    private readonly HttpClient _client;
    private readonly string _secret;
    private readonly Task _work;
    private volatile bool _stopping;
    private TimeSpan _pause;
    private int _answered;

    private Traffic(HttpClient client, Func<IReadOnlyList<GatewayProcess>> gateways, string secret, int clients)
    {
        (_client, _gateways, _secret) = (client, gateways, secret);
        _work = Task.WhenAll(Enumerable.Range(0, clients).Select(CallAsync));
    }

    public static Traffic Start(Fleet fleet, string secret, int clients = 8) => new(fleet.Client, () => fleet.Gateways, secret, clients);

    public static Traffic Start(HttpClient client, Func<GatewayProcess> gateway, string secret, int clients = 8) => new(client, () => [gateway()], secret, clients);

    public IReadOnlyCollection<ClientCall> Ended => _ended;

    /// <summary>Waits until so many more calls have been answered with 200, as long as some are answered all the time.</summary>
    public Task GoesOnAsync(int calls) => Eventually.GrowsAsync(() => Volatile.Read(ref _answered), calls, Step, "answered calls");

    /// <summary>Waits for so long, in which calls are answered all the time, at a pace that a day would bear.</summary>
    public async Task GoesOnSlowlyAsync(TimeSpan time)
    {
        _pause = TimeSpan.FromMilliseconds(200);
        for (var start = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(start) < time;) await GoesOnAsync(Step);
        _pause = TimeSpan.Zero;
    }

    /// <summary>Waits until a call ends as described.</summary>
    public Task MeetsAsync(Func<ClientCall, bool> end, string what)
    {
        var before = _ended.Count;
        return Eventually.ReachesAsync(() => Task.FromResult(_ended.Skip(before).Any(end)), met => met, what);
    }

    public async Task<IReadOnlyCollection<ClientCall>> StopAsync()
    {
        _stopping = true;
        await _work;
        return _ended;
    }

    private async Task CallAsync(int number)
    {
        for (var calls = 0; !_stopping; calls++)
        {
            var gateways = _gateways();
            try
            {
                var call = await ClientCall.SendAsync(_client, gateways[(number + calls) % gateways.Count].Address, _secret, ClientCall.Body(streamed: calls % 2 == 0));
                _ended.Enqueue(call);
                if (call.IsAnswered) Interlocked.Increment(ref _answered);
                if (_pause > TimeSpan.Zero) await Task.Delay(_pause, TimeProvider.System);
                if (!call.IsAnswered) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System); // A refused client does not spin.
            }
            catch (AggregateException)
            {
                await Task.Yield(); // The gateway is being started again, and has no address yet.
            }
        }
    }
}
