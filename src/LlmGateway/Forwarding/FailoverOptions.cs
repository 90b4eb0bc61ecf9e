using System.ComponentModel.DataAnnotations;

namespace LlmGateway.Forwarding;

/// <summary>What happens when a provider turns a call down with one of several keys (section <c>Failover</c>).</summary>
internal sealed class FailoverOptions
{
    public const string Section = "Failover";

    /// <value>Attempts after the first, each with another key. 0 to 8, default 1.</value>
    [Range(0, 8)]
    public int FurtherAttempts { get; set; } = 1;

    /// <value>How long a key that its provider has turned down is passed over. 0 to 1 h, default 1 min.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Rest { get; set; } = TimeSpan.FromMinutes(1);
}
