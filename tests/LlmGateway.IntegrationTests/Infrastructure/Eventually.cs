namespace LlmGateway.IntegrationTests.Infrastructure;

/// <summary>Waits for a condition of another process or of a writer behind the answer: looks often, gives up late, and says what was missing.</summary>
public static class Eventually
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(25);

    public static Task<T> ReachesAsync<T>(Func<Task<T>> look, Func<T, bool> reached, string what) => ReachesAsync(look, reached, () => what);

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
