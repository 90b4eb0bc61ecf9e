using LlmGateway.Database;
using LlmGateway.Metering;

namespace LlmGateway.Admin;

/// <summary>A subject as the administration sees it: where it belongs, and what limits it.</summary>
internal sealed record SubjectRecord
{
    public required Subject Subject { get; init; }

    /// <summary>Null for an upstream key.</summary>
    public string? Organization { get; init; }

    /// <summary>Zone of its windows.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>A user's tier; null for others.</summary>
    public Tier? Tier { get; init; }

    /// <summary>Null if nothing was written down.</summary>
    public LimitsEntity? Limits { get; init; }

    /// <summary>False for a user that calls may have named, whose row is not written yet.</summary>
    public bool IsWritten { get; init; } = true;

    /// <summary>Gives the subject's own row the number of a change; an upstream key has no row.</summary>
    public Action<long> Stamp { get; init; } = _ => { };

    public EffectiveLimits Effective => EffectiveLimits.Resolve(Limits?.ToLimits(), Tier?.Limits);

    /// <summary>The window that counts now.</summary>
    public Window WindowAt(DateTimeOffset now) => Window.At(Effective.Window, now, Zone);
}
