using System.Numerics;
using CsCheck;
using LlmGateway.Metering;

namespace LlmGateway.Tests.Quotas;

/// <summary>The rule of admission against the same rule in numbers that cannot overflow.</summary>
public sealed class GrantTests
{
    private static readonly Gen<long> s_amount = Gen.Frequency((3, Gen.Long[0, 1000]), (1, Gen.Long[0, Amounts.Largest / 64]), (1, Gen.Const(0L)));

    [Fact]
    public void A_grant_is_what_big_integers_say()
    {
        Gen.Select(s_amount, s_amount, s_amount, s_amount, Gen.Long[0, 8], Gen.Long[0, 1 << 20], Gen.Long[0, 1 << 20]).Sample((limit, posted, held, fixedTokens, perToken, want, least) =>
        {
            if (want < least) (want, least) = (least, want);
            var limits = EffectiveLimits.Resolve(new() { MonthlyTokenLimit = limit + 1 }, null);
            var hold = new Hold(new(Tokens: fixedTokens, Calls: 1), new(Tokens: perToken), want, least);
            var grant = Grant.Decide([new(Subject.Key("k"), limits, new(Tokens: posted), new(Tokens: held), default)], hold);

            BigInteger remaining = (BigInteger)limit + 1 - posted - held;
            var share = perToken == 0 ? want : BigInteger.Max(0, (remaining - fixedTokens) / (4 * perToken));
            var tokens = BigInteger.Max(least, BigInteger.Min(want, share));
            BigInteger leastHold = fixedTokens + ((BigInteger)least * perToken);
            if (leastHold > 0 && leastHold > remaining)
            {
                Assert.Equal((long)leastHold, grant.Refused!.Requested);
                Assert.Equal((long)remaining, grant.Refused.Remaining);
            }
            else
            {
                Assert.Null(grant.Refused);
                Assert.Equal((long)tokens, grant.Tokens);
                Assert.Equal((long)(fixedTokens + (tokens * perToken)), grant.Held.Tokens);
            }
        }, iter: 20_000);
    }
}
