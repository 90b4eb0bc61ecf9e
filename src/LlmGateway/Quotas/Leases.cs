namespace LlmGateway.Quotas;

/// <summary>How long a reservation may stay without a sign of life.</summary>
internal static class Leases
{
    /// <summary>A call's lease; prolonged three times within it while the call runs.</summary>
    public static readonly TimeSpan Call = TimeSpan.FromSeconds(60);

    /// <summary>How long a job may stay without a seen end before it is booked at its hold.</summary>
    public static readonly TimeSpan Job = TimeSpan.FromHours(72);

    /// <summary>A lease is taken for ended only so long after its end.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(120);
}
