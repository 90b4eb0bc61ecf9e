using System.Collections.Immutable;

namespace LlmGateway.Metering;

/// <summary>
/// The rule by which a call is admitted and output is granted (design section 4, "How much output is held"). Pure: both stores follow it, and
/// the script in Redis is tested against it.
/// </summary>
/// <param name="Refused">The first limit that does not have room, in the order of accounts and meters; null if the call is granted.</param>
/// <param name="Tokens">Output tokens granted over all choices.</param>
/// <param name="Held">What is held on every account.</param>
/// <param name="Tightest">The limit with the smallest remaining share after the hold; null if nothing limits what the call uses.</param>
/// <param name="WouldRefuse">Limits in shadow that do not have room.</param>
public sealed record Grant(QuotaExceeded? Refused, long Tokens, Amounts Held, QuotaExceeded? Tightest, ImmutableArray<QuotaExceeded> WouldRefuse)
{
    /// <summary>One call is granted at most one part in so many of what remains, so that it cannot lock out the next ones.</summary>
    private const int Share = 4;

    public static Grant Decide(ReadOnlySpan<AccountView> accounts, Hold hold)
    {
        var tokens = Math.Max(InShare(accounts, hold), hold.Least);
        var least = hold.At(hold.Least);
        ImmutableArray<QuotaExceeded>.Builder? shadows = null;
        foreach (var account in accounts)
        {
            foreach (var meter in QuotaMeters.All)
            {
                if (Fits(account, meter, least[meter])) continue;
                var exceeded = account.Report(meter, least[meter]);
                if (account.Limits.Enforcement == Enforcement.Strict) return new(exceeded, 0, Amounts.Zero, null, []);
                (shadows ??= ImmutableArray.CreateBuilder<QuotaExceeded>()).Add(exceeded);
            }
        }

        var held = hold.At(tokens);
        return new(null, tokens, held, FindTightest(accounts, held), shadows?.ToImmutable() ?? []);
    }

    /// <summary>The wanted tokens, or as many as a share of what remains of each strict limit pays for; may be negative.</summary>
    private static long InShare(ReadOnlySpan<AccountView> accounts, Hold hold)
    {
        var tokens = hold.Want;
        foreach (var account in accounts)
        {
            if (account.Limits.Enforcement != Enforcement.Strict) continue;
            foreach (var meter in QuotaMeters.All)
            {
                var price = hold.PerOutputToken[meter];
                if (price == 0 || account.Limits[meter] is not { } limit) continue;
                var remaining = limit - account.Posted[meter] - account.Held[meter] - hold.Fixed[meter];
                tokens = Math.Min(tokens, remaining <= 0 ? 0 : remaining / (Share * price));
            }
        }

        return tokens;
    }

    private static bool Fits(AccountView account, QuotaMeter meter, long requested) =>
        requested == 0 || account.Limits[meter] is not { } limit || requested <= limit - account.Posted[meter] - account.Held[meter];

    private static QuotaExceeded? FindTightest(ReadOnlySpan<AccountView> accounts, Amounts held)
    {
        (AccountView View, QuotaMeter Meter)? tightest = null;
        var smallest = double.PositiveInfinity;
        foreach (var account in accounts)
        {
            foreach (var meter in QuotaMeters.All)
            {
                if (held[meter] == 0 || account.Limits[meter] is not { } limit) continue;
                var share = (double)(limit - account.Posted[meter] - account.Held[meter] - held[meter]) / limit;
                if (share < smallest) (tightest, smallest) = ((account with { Held = account.Held + held }, meter), share);
            }
        }

        return tightest is { } found ? found.View.Report(found.Meter, held[found.Meter]) : null;
    }
}
