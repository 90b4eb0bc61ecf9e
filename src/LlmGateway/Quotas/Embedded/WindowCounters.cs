using LlmGateway.Metering;

namespace LlmGateway.Quotas.Embedded;

/// <summary>Posted and held amounts of one subject in one window. A rolling window also knows what was posted on which day.</summary>
internal sealed class WindowCounters(bool rolling)
{
    private readonly SortedDictionary<int, Amounts>? _days = rolling ? [] : null;

    public Amounts Posted { get; private set; }

    public Amounts Held { get; set; }

    /// <summary>The newest limits that a call brought, and their version: an older gateway cannot admit above them.</summary>
    public EffectiveLimits Limits { get; private set; } = EffectiveLimits.Unlimited;

    public long Version { get; private set; } = -1;

    public void Learn(EffectiveLimits limits, long version)
    {
        if (version >= Version) (Limits, Version) = (limits, version);
    }

    public void Post(int day, Amounts delta)
    {
        if (delta.IsZero) return;
        Posted += delta;
        if (_days is not null) _days[day] = _days.GetValueOrDefault(day) + delta;
    }

    /// <summary>Forgets the days that have fallen out.</summary>
    public void Prune(int oldestDay)
    {
        while (_days is { Count: > 0 } && _days.First() is var (day, amounts) && day < oldestDay)
        {
            _days.Remove(day);
            Posted -= amounts;
        }
    }

    /// <summary>What was posted by day: the window's own day for a month, the days for a rolling window.</summary>
    public IReadOnlyCollection<KeyValuePair<int, Amounts>> ByDay(int today) => _days is null ? [new(today, Posted)] : _days;

    /// <summary>When the window makes room again.</summary>
    public DateTimeOffset ResetsAt(Window window) => _days is null || _days.Count == 0 ? window.End : window.FallsOut(_days.First().Key);
}
