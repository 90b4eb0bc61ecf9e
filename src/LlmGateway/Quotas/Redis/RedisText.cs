using System.Collections.Immutable;
using System.Globalization;
using System.Text.Unicode;
using LlmGateway.Metering;

namespace LlmGateway.Quotas.Redis;

/// <summary>The list of accounts that a reservation counts against, as scripts and outbox have it: <c>kind:id|window|day|rated</c> with commas between.</summary>
internal static class RedisText
{
    /// <summary>Lists that were read lately, each in the place that its hash says: calls of one key have the same list all day.</summary>
    private static readonly Known?[] s_known = new Known?[1024];

    [ThreadStatic]
    private static byte[]? t_buffer;

    /// <summary>In UTF-8.</summary>
    public static byte[] Of(ImmutableArray<HeldAccount> accounts)
    {
        for (t_buffer ??= new byte[1024]; ; t_buffer = new byte[2 * t_buffer.Length])
        {
            if (TryWrite(accounts, t_buffer, out var length)) return t_buffer.AsSpan(0, length).ToArray();
        }
    }

    /// <exception cref="FormatException">It is not readable.</exception>
    public static ImmutableArray<HeldAccount> Accounts(string text)
    {
        ref var place = ref s_known[(uint)text.GetHashCode(StringComparison.Ordinal) % s_known.Length];
        if (Volatile.Read(ref place) is { } known && known.Text == text) return known.Accounts;
        ImmutableArray<HeldAccount> accounts = [.. text.Split(',').Select(Account)];
        Volatile.Write(ref place, new(text, accounts));
        return accounts;
    }

    private static bool TryWrite(ImmutableArray<HeldAccount> accounts, Span<byte> buffer, out int length)
    {
        length = 0;
        foreach (var account in accounts)
        {
            if (!Utf8.TryWrite(
                buffer[length..], CultureInfo.InvariantCulture,
                $"{(length > 0 ? "," : "")}{account.Subject.KindName}:{account.Subject.Id}|{account.WindowId}|{account.Day}|{(account.Rated ? '1' : '0')}", out var written)) return false;
            length += written;
        }

        return true;
    }

    private static HeldAccount Account(string text)
    {
        var parts = text.Split('|');
        if (parts.Length != 4 || !Subject.TryParse(parts[0], out var subject)) throw new FormatException("An account list of the store is not readable.");
        return new(subject, parts[1], int.Parse(parts[2], CultureInfo.InvariantCulture), parts[3] == "1");
    }

    private sealed record Known(string Text, ImmutableArray<HeldAccount> Accounts);
}
