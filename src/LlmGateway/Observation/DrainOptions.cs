using System.ComponentModel.DataAnnotations;

namespace LlmGateway.Observation;

/// <summary>How long a provider's answer is read on after its client has left (section <c>Drain</c>).</summary>
internal sealed class DrainOptions
{
    public const string Section = "Drain";

    /// <value>Longest time that a stream is read on. 0 to 10 minutes, default 30 s.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan StreamLimit { get; set; } = TimeSpan.FromSeconds(30);

    /// <value>Longest time that a plain answer is awaited. 1 s to 2 h, default 1 h.</value>
    [Range(typeof(TimeSpan), "00:00:01", "02:00:00")]
    public TimeSpan AnswerLimit { get; set; } = TimeSpan.FromHours(1);

    /// <value>Answers drained at once; one more is aborted and booked as at least. 0 to 100,000, default 256.</value>
    [Range(0, 100_000)]
    public int AtOnce { get; set; } = 256;
}
