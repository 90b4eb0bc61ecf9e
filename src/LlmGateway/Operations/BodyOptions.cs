using System.ComponentModel.DataAnnotations;

namespace LlmGateway.Operations;

/// <summary>How much of requests is kept in memory (section <c>Bodies</c>).</summary>
internal sealed class BodyOptions
{
    public const string Section = "Bodies";

    /// <value>Largest body of a metered call, bytes. 1 kB to 1 GiB, default 64 MiB.</value>
    [Range(1_024, 1_073_741_824)]
    public long Largest { get; set; } = 64 * 1024 * 1024;

    /// <value>All bodies at once, bytes; beyond it a call gets a 503. 1 MiB to 64 GiB, default 512 MiB.</value>
    [Range(1_048_576, 68_719_476_736)]
    public long AtOnce { get; set; } = 512 * 1024 * 1024;
}
