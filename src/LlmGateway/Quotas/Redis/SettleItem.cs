using LlmGateway.Metering;

namespace LlmGateway.Quotas.Redis;

/// <summary>What the settle script is told of one call.</summary>
/// <param name="Numbers">As the script reads them; a byte for each account is left at the end for its number.</param>
/// <param name="Json">The settlement as it is stored.</param>
/// <param name="List">The account list as text.</param>
/// <param name="Context">Of a reservation that the store has lost, as JSON; else empty.</param>
internal sealed record SettleItem(Reservation Reservation, string Kind, byte[] Numbers, byte[] Json, byte[] List, byte[] Context)
{
    private const int SizeOfNumbers = (2 * RedisNumbers.Size) + (2 * RedisNumbers.SizeOfAmounts);

    public Span<byte> AccountNumbers => Numbers.AsSpan(SizeOfNumbers);

    /// <param name="lost">What is known of the reservation from elsewhere, if the store has lost it; else null.</param>
    public static SettleItem Of(Reservation reservation, Settlement settlement, byte[] json, LostReservation? lost)
    {
        var numbers = new byte[SizeOfNumbers + reservation.Accounts.Length];
        var writer = new NumberWriter(numbers);
        writer.Add(settlement.Posted);
        writer.Add(lost is null ? -1 : reservation.AdmittedAt.ToUnixTimeMilliseconds());
        writer.Add(reservation.GrantedOutputTokens);
        writer.Add(lost?.PostedBefore ?? Amounts.Zero);
        var kind = settlement.Kind switch { EntryKind.Settle => "S", EntryKind.Void => "V", _ => "E" };
        return new(reservation, kind, numbers, json, RedisText.Of(reservation.Accounts), lost is null ? [] : StoredJson.Write(reservation.Context));
    }
}
