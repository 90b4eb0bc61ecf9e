using System.Collections.Immutable;
using LlmGateway.Metering;

namespace LlmGateway.Quotas.Redis;

/// <summary>The accounts that the calls of a group have between them, numbered from 1, no two of one subject.</summary>
internal sealed class AccountNumbers<TAccount>(Func<TAccount, Subject> subjectOf)
    where TAccount : class
{
    private readonly List<TAccount> _all = [];

    /// <summary>Made for the second call: most groups of a quiet hour have one.</summary>
    private Dictionary<Subject, int>? _numbers;

    public IReadOnlyList<TAccount> All => _all;

    /// <param name="accounts">Of one call, no two of one subject.</param>
    /// <param name="numbers">One byte for each account.</param>
    /// <returns>False, and nothing has changed, if a subject is there with another window, other limits or another day, or if there are too many.</returns>
    public bool TryNumber(ImmutableArray<TAccount> accounts, Span<byte> numbers)
    {
        if (_all.Count > 0) _numbers ??= _all.Select((account, i) => KeyValuePair.Create(subjectOf(account), i + 1)).ToDictionary();
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
        if (_numbers is not null && _numbers.TryGetValue(subjectOf(account), out var known)) return _all[known - 1].Equals(account) ? (byte)known : null;
        if (_all.Count == byte.MaxValue) return null;
        _all.Add(account);
        _numbers?.Add(subjectOf(account), _all.Count);
        return (byte)_all.Count;
    }

    private void Forget(int from)
    {
        foreach (var account in _all.Skip(from)) _numbers?.Remove(subjectOf(account));
        _all.RemoveRange(from, _all.Count - from);
    }
}
