using System.ComponentModel.DataAnnotations;

namespace LlmGateway.Authentication;

/// <summary>Settings of the memory of keys and policies, section <c>Keys</c>.</summary>
internal sealed record KeyOptions
{
    public const string Section = "Keys";

    /// <summary>How many keys, and how many users, teams and organizations each, are kept in memory; the least recently used go first. About 1 kB each.</summary>
    /// <value>From 100 to 10,000,000. Default 100,000.</value>
    [Range(100, 10_000_000)]
    public int MemoryCapacity { get; init; } = 100_000;
}
