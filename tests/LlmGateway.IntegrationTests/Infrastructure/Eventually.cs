namespace LlmGateway.IntegrationTests.Infrastructure;

/// <summary>Waits for a condition of another process or of a writer behind the answer: looks often, gives up late, and says what was missing.</summary>
public static class Eventually
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(25);

    public static async Task<T> ReachesAsync<T>(Func<Task<T>> look, Func<T, bool> reached, string what)
    {
        var start = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(s_interval);
        while (true)
        {
            var seen = await look();
            if (reached(seen)) return seen;
            Assert.True(TimeProvider.System.GetElapsedTime(start) < s_patience, $"Waited in vain for {what}.");
            await timer.WaitForNextTickAsync();
        }
    }
}
