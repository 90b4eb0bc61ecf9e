using LlmGateway.Metering;

namespace LlmGateway.Quotas.Embedded;

/// <summary>Posted and held amounts of one subject in one window. A rolling window also knows what was posted on which day.</summary>
internal sealed class WindowCounters(bool rolling)
{
    private readonly SortedDictionary<int, Amounts>? _days = rolling ? [] : null;
    private EffectiveLimits _limits = EffectiveLimits.Unlimited;
    private long _version = -1;

    public Amounts Posted { get; private set; }

    public Amounts Held { get; set; }

    /// <summary>The limits to decide by: a call's own, unless a newer call brought others. An older gateway cannot admit above those.</summary>
    public EffectiveLimits Learn(EffectiveLimits limits, long version)
    {
        if (version > _version) (_limits, _version) = (limits, version);
        return version == _version ? limits : _limits;
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

    /// <summary>What was posted on which day of a rolling window.</summary>
    public IEnumerable<KeyValuePair<int, Amounts>> Days => _days ?? [];

    /// <summary>Forgets what was counted, and remembers the limits: they are the fence.</summary>
    public void Clear()
    {
        (Posted, Held) = (Amounts.Zero, Amounts.Zero);
        _days?.Clear();
    }

    /// <summary>What was posted by day: the window's own day for a month, the days for a rolling window.</summary>
    public IReadOnlyCollection<KeyValuePair<int, Amounts>> ByDay(int today) => _days is null ? [new(today, Posted)] : _days;

    /// <summary>When the window makes room again.</summary>
    public DateTimeOffset ResetsAt(Window window) => window.ResetsAt(_days is { Count: > 0 } days ? days.First().Key : null);
}
