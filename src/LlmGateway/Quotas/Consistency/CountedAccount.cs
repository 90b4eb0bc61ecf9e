using System.Collections.Immutable;
using LlmGateway.Metering;

namespace LlmGateway.Quotas.Consistency;

/// <summary>One account as the store counts it, all of it at one instant.</summary>
/// <param name="WindowId"><c>2026-11</c>, or <c>r30</c> for rolling.</param>
/// <param name="Reserved">What the live reservations say is held.</param>
/// <param name="Days">For a rolling window: what was posted on which day (days since 1970-01-01). Empty for a month.</param>
/// <param name="Sequence">Number of the last outbox entry at that instant: what is posted has every entry up to it, and none after it.</param>
/// <param name="IsInForce">False for a window that the subject's limits no longer use, if the store stopped counting in it.</param>
public sealed record CountedAccount(
    Subject Subject, string WindowId, Amounts Posted, Amounts Held, Amounts Reserved, ImmutableSortedDictionary<int, Amounts> Days, long Sequence, bool IsInForce)
{
    public bool IsRolling => WindowId == Window.RollingId;
}
