using Microsoft.Extensions.Options;

namespace LlmGateway.Observation;

/// <summary>How many answers are read on for clients that have left; bounded, so that leaving clients cannot pile up upstream calls.</summary>
internal sealed class Drains(IOptions<DrainOptions> options)
{
    private int _running;

    public DrainOptions Limits => options.Value;

    public int Running => Volatile.Read(ref _running);

    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _running) <= options.Value.AtOnce) return true;
        Interlocked.Decrement(ref _running);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _running);
}
