using System.Collections.Immutable;
using LlmGateway.Metering;

namespace LlmGateway.Quotas.Redis;

/// <summary>The accounts that the calls of a group have between them, numbered from 1, no two of one subject.</summary>
internal sealed class AccountNumbers<TAccount>(Func<TAccount, Subject> subjectOf)
    where TAccount : class
{
    private readonly List<TAccount> _all = [];
    private readonly Dictionary<Subject, byte> _numbers = [];

    public IReadOnlyList<TAccount> All => _all;

    /// <param name="accounts">Of one call.</param>
    /// <param name="numbers">One byte for each account.</param>
    /// <returns>False, and nothing has changed, if a subject is there with another window, other limits or another day, or if there are too many.</returns>
    public bool TryNumber(ImmutableArray<TAccount> accounts, Span<byte> numbers)
    {
        var before = _all.Count;
        for (var i = 0; i < accounts.Length; i++)
        {
            if (NumberOf(accounts[i]) is not { } number)
            {
                Forget(before);
                return false;
            }

            numbers[i] = number;
        }

        return true;
    }

    private byte? NumberOf(TAccount account)
    {
        var subject = subjectOf(account);
        if (_numbers.TryGetValue(subject, out var known)) return _all[known - 1].Equals(account) ? known : null;
        if (_all.Count == byte.MaxValue) return null;
        _all.Add(account);
        return _numbers[subject] = (byte)_all.Count;
    }

    private void Forget(int from)
    {
        foreach (var account in _all.Skip(from)) _numbers.Remove(subjectOf(account));
        _all.RemoveRange(from, _all.Count - from);
    }
}
