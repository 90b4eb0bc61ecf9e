namespace LlmGateway.IntegrationTests.Infrastructure;

/// <summary>Waits for a condition of another process or of a writer behind the answer: looks often, gives up late, and says what was missing.</summary>
public static class Eventually
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(25);

    public static Task<T> ReachesAsync<T>(Func<Task<T>> look, Func<T, bool> reached, string what) => ReachesAsync(look, reached, () => what);

    /// <summary>Waits until a count has grown by so many; each step of it has a patience of its own, so that a long way may take long.</summary>
    public static async Task GrowsAsync(Func<int> count, int by, int step, string what)
    {
        for (var left = by; left > 0; left -= step)
        {
            var goal = count() + Math.Min(left, step);
            await ReachesAsync(() => Task.FromResult(count()), counted => counted >= goal, $"{what}: {left} more");
        }
    }

    /// <param name="what">Asked for at the end, so that it can say how far it came.</param>
    public static async Task<T> ReachesAsync<T>(Func<Task<T>> look, Func<T, bool> reached, Func<string> what)
    {
        var start = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(s_interval);
        while (true)
        {
            var seen = await look();
            if (reached(seen)) return seen;
            if (TimeProvider.System.GetElapsedTime(start) >= s_patience) Assert.Fail($"Waited in vain for {what()}.");
            await timer.WaitForNextTickAsync();
        }
    }
}
