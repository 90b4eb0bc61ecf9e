using System.Collections.Immutable;

namespace LlmGateway.Metering;

/// <summary>
/// What a call is expected to use and what is held for it, in quantities; <c>Prices</c> turns quantities into money.
/// Made by <see cref="Operation.Estimate"/>, pure data.
/// </summary>
public sealed record Estimate
{
    /// <summary>Model as asked for, without <c>models/</c> and the like; for HeyGen the composed name, <c>avatar_iv/photo</c>.</summary>
    public required string Model { get; init; }

    /// <summary>The type the call is booked under, the declared type already applied.</summary>
    public required OperationType Type { get; init; }

    public required BoundKind BoundKind { get; init; }

    /// <summary>Best guess of what is used, output included; for the header, the ledger and tokens_per_minute.</summary>
    public required Usage Expected { get; init; }

    /// <summary>The most that may be used apart from output tokens that <see cref="Output"/> governs.</summary>
    public required Usage Bound { get; init; }

    public OutputHold Output { get; init; } = OutputHold.None;

    /// <summary>Splices that are always made (include_usage).</summary>
    public ImmutableArray<BodyEdit> Edits { get; init; } = [];

    /// <summary>True if the answer is asked for as a stream.</summary>
    public bool Streamed { get; init; }

    /// <summary>True if this call's answer names a job although not every call of the operation does (a response in the background). Job submissions always do.</summary>
    public bool CreatesJob { get; init; }

    /// <summary>True if the stream's usage event was asked for by us only and must be hidden from the client.</summary>
    public bool HideUsage { get; init; }

    /// <summary>True if much text was sampled and the bound is its bytes: if that is refused, an exact count is worth one more try.</summary>
    public bool Sampled { get; init; }

    /// <summary>True if the provider charges no money for such calls: they count as calls (and tokens, where reported), and cost 0.</summary>
    public bool FreeOfCharge { get; init; }

    /// <summary>Requested service tier; null is the provider's default.</summary>
    public string? ServiceTier { get; init; }
}
