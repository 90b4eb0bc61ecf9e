namespace LlmGateway.Quotas;

/// <summary>When the gateway looks at a job itself: 5 s after the binding, then after twice as long each time, up to 60 s.</summary>
internal static class JobLooks
{
    public static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>The pause after so many looks.</summary>
    public static TimeSpan Pause(int looks) => looks >= 4 ? Longest : First * (1 << looks);
}
