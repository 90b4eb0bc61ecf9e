using System.ComponentModel.DataAnnotations;

namespace LlmGateway.Quotas.Redis;

/// <summary>How the shared store is used (section <c>Redis</c>; the address is <c>ConnectionStrings:Redis</c>).</summary>
internal sealed class RedisOptions
{
    public const string Section = "Redis";

    /// <value>What all keys begin with. The part in braces is the hash tag: all keys of one store lie in one slot of a cluster. Default <c>lgw:{b000}:</c>.</value>
    [RegularExpression(@"\A[A-Za-z0-9:_-]*\{[A-Za-z0-9_-]+\}[A-Za-z0-9:_-]*\z")]
    public string Prefix { get; set; } = "lgw:{b000}:";

    /// <value>How long one try of a script may take. 20 ms to 10 s, default 200 ms; a reservation is tried twice under the same id.</value>
    [Range(typeof(TimeSpan), "00:00:00.020", "00:00:10")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <value>How long nothing is admitted after a rebuild, while every gateway brings its calls in flight back. 0 to 1 minute, default 1 s; at least four times <see cref="Pulse"/>.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan LearningPause { get; set; } = TimeSpan.FromSeconds(1);

    /// <value>How often a gateway looks whether the store is still the one that it knows. 50 ms to 5 s, default 250 ms.</value>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:05")]
    public TimeSpan Pulse { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <value>Entries that may wait in the outbox for a database that is away; beyond it nothing new is admitted. 1,000 to 100 million, default 5 million (about 5 GB in Redis).</value>
    [Range(1_000, 100_000_000)]
    public long LargestBacklog { get; set; } = 5_000_000;
}
