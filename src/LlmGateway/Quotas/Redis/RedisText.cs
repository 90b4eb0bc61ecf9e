using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using LlmGateway.Metering;

namespace LlmGateway.Quotas.Redis;

/// <summary>The list of accounts that a reservation counts against, as scripts and outbox have it: <c>kind:id|window|day|rated</c> with commas between.</summary>
internal static class RedisText
{
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

    /// <exception cref="FormatException">It is not readable.</exception>
    public static ImmutableArray<HeldAccount> Accounts(string text) => [.. text.Split(',').Select(Account)];

    private static HeldAccount Account(string text)
    {
        var parts = text.Split('|');
        if (parts.Length != 4 || !Subject.TryParse(parts[0], out var subject)) throw new FormatException("An account list of the store is not readable.");
        return new(subject, parts[1], int.Parse(parts[2], CultureInfo.InvariantCulture), parts[3] == "1");
    }
}
