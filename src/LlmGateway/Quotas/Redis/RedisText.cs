using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using LlmGateway.Metering;

namespace LlmGateway.Quotas.Redis;

/// <summary>The texts that scripts and gateway exchange; their grammar stands at the head of the scripts.</summary>
internal static class RedisText
{
    /// <summary>Limits are shared by all calls until they change; so is their text.</summary>
    private static readonly ConditionalWeakTable<EffectiveLimits, string> s_limits = [];

    /// <summary>Seven amounts with commas, in the order of the meters.</summary>
    public static string Of(Amounts amounts) => string.Create(
        CultureInfo.InvariantCulture, $"{amounts.Tokens},{amounts.Calls},{amounts.Cost},{amounts.Videos},{amounts.Images},{amounts.Scripts},{amounts.VideoSeconds}");

    public static Amounts Amounts(string text)
    {
        var amounts = Metering.Amounts.Zero;
        var meter = 0;
        foreach (var part in text.AsSpan().Split(',')) amounts = amounts.With((QuotaMeter)meter++, long.Parse(text.AsSpan()[part], CultureInfo.InvariantCulture));
        return amounts;
    }

    /// <summary><c>kind:id|window|day|rated</c> with commas between.</summary>
    public static string Of(ImmutableArray<HeldAccount> accounts)
    {
        var text = new StringBuilder(accounts.Length * 48);
        foreach (var account in accounts)
        {
            if (text.Length > 0) text.Append(',');
            text.Append(CultureInfo.InvariantCulture, $"{account.Subject.KindName}:{account.Subject.Id}|{account.WindowId}|{account.Day}|{(account.Rated ? '1' : '0')}");
        }

        return text.ToString();
    }

    public static ImmutableArray<HeldAccount> Accounts(string text) => [.. text.Split(',').Select(Account)];

    /// <summary><c>s</c> or <c>w</c> (strict, shadow), seven limits and three rates with bars between; empty is unlimited.</summary>
    public static string Of(EffectiveLimits limits) => s_limits.GetValue(limits, Write);

    private static string Write(EffectiveLimits limits)
    {
        var text = new StringBuilder(64).Append(limits.Enforcement == Enforcement.Strict ? 's' : 'w');
        foreach (var meter in QuotaMeters.All) text.Append('|').Append(Limit(limits[meter]));
        return text.Append('|').Append(Limit(limits.RequestsPerMinute)).Append('|').Append(Limit(limits.TokensPerMinute)).Append('|').Append(Limit(limits.MaxParallelRequests)).ToString();
    }

    public static string Limit(long? limit) => limit?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static HeldAccount Account(string text)
    {
        var parts = text.Split('|');
        if (parts.Length != 4 || !Subject.TryParse(parts[0], out var subject)) throw new FormatException("An account list of the store is not readable.");
        return new(subject, parts[1], int.Parse(parts[2], CultureInfo.InvariantCulture), parts[3] == "1");
    }
}
