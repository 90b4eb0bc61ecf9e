using System.Globalization;

namespace LlmGateway.Simulator;

/// <summary>
/// What a call shall meet, by the request header <c>X-Simulate</c>: a comma-separated list of words, for example
/// <c>status=429</c> or <c>chunks=20,pace=50,reset-after=5</c>. The header passes through the gateway.
/// </summary>
public sealed record SimulatedBehaviour
{
    public static SimulatedBehaviour Default { get; } = new();

    /// <summary>All words and what they do, for the help text.</summary>
    public const string Words = """
        status=N            answer this HTTP error in the provider's shape (400 to 599)
        start-delay=MS      wait before the answer begins
        pace=MS             wait between the events of a stream
        chunks=N            pieces of text in a stream
        input-tokens=N      report this input
        output-tokens=N     report this output; max: as much as the caller's limit allows
        cached=N            report this much of the input as cached
        no-usage            report no usage; zero-usage: report zeros
        reset-after=N       reset the connection after N pieces (0: before any byte)
        cut-after=N         end the stream early, after N pieces, without its end
        error-in-stream=N   an error event after N pieces, in the provider's shape
        hang                never answer
        gzip                compress the answer
        split=N             write the answer in pieces of N bytes
        job=fail            the job fails
        job-polls=N         the job ends at the Nth look
        job-seconds=N       the job ends after N seconds
        """;

    public int? Status { get; init; }
    public TimeSpan StartDelay { get; init; }
    public TimeSpan Pace { get; init; }
    public int? Chunks { get; init; }
    public int? InputTokens { get; init; }
    public int? OutputTokens { get; init; }
    public bool OutputAtLimit { get; init; }
    public int? Cached { get; init; }
    public bool NoUsage { get; init; }
    public bool ZeroUsage { get; init; }
    public int? ResetAfter { get; init; }
    public int? CutAfter { get; init; }
    public int? ErrorInStream { get; init; }
    public bool Hang { get; init; }
    public bool Gzip { get; init; }
    public int? Split { get; init; }
    public bool JobFails { get; init; }
    public int? JobPolls { get; init; }
    public int? JobSeconds { get; init; }

    /// <summary>Reads the header's value.</summary>
    /// <exception cref="FormatException">An unknown word or a number out of range; the message names it.</exception>
    public static SimulatedBehaviour Parse(string words)
    {
        var behaviour = Default;
        foreach (var word in words.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) behaviour = behaviour.With(word);
        return behaviour;
    }

    private SimulatedBehaviour With(string word)
    {
        var parts = word.Split('=', 2);
        var value = parts.Length == 2 ? parts[1] : "";
        return parts[0] switch
        {
            "status" => this with { Status = Number(word, value, 400, 599) },
            "start-delay" => this with { StartDelay = TimeSpan.FromMilliseconds(Number(word, value, 0, 600_000)) },
            "pace" => this with { Pace = TimeSpan.FromMilliseconds(Number(word, value, 0, 60_000)) },
            "chunks" => this with { Chunks = Number(word, value, 1, 100_000) },
            "input-tokens" => this with { InputTokens = Number(word, value, 0, 100_000_000) },
            "output-tokens" when value == "max" => this with { OutputAtLimit = true },
            "output-tokens" => this with { OutputTokens = Number(word, value, 0, 1_000_000) },
            "cached" => this with { Cached = Number(word, value, 0, 100_000_000) },
            "no-usage" => this with { NoUsage = true },
            "zero-usage" => this with { ZeroUsage = true },
            "reset-after" => this with { ResetAfter = Number(word, value, 0, 100_000) },
            "cut-after" => this with { CutAfter = Number(word, value, 0, 100_000) },
            "error-in-stream" => this with { ErrorInStream = Number(word, value, 0, 100_000) },
            "hang" => this with { Hang = true },
            "gzip" => this with { Gzip = true },
            "split" => this with { Split = Number(word, value, 1, 65_536) },
            "job" when value == "fail" => this with { JobFails = true },
            "job-polls" => this with { JobPolls = Number(word, value, 1, 10_000) },
            "job-seconds" => this with { JobSeconds = Number(word, value, 0, 1_000_000) },
            _ => throw new FormatException($"X-Simulate does not know '{word}'."),
        };
    }

    private static int Number(string word, string value, int least, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException($"X-Simulate: '{word}' needs a number from {least} to {most}.");
}
