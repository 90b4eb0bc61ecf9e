using System.Collections.Immutable;
using LlmGateway.Metering;

namespace LlmGateway.Quotas.Redis;

/// <summary>What the reserve script is told of one call.</summary>
/// <param name="Numbers">As the script reads them; a byte for each account is left at the end for its number.</param>
/// <param name="List">The account list as text.</param>
/// <param name="Context">The context as JSON.</param>
internal sealed record ReserveItem(ReserveRequest Request, ImmutableArray<HeldAccount> Accounts, byte[] Numbers, byte[] List, byte[] Context)
{
    private const int SizeOfNumbers = (6 * RedisNumbers.Size) + (2 * RedisNumbers.SizeOfAmounts);

    public Span<byte> AccountNumbers => Numbers.AsSpan(SizeOfNumbers);

    public static ReserveItem Of(ReserveRequest request)
    {
        var (hold, accounts) = (request.Hold, request.Accounts);
        var (start, end) = (accounts[0].Window.Start, accounts[0].Window.End);
        foreach (var account in accounts)
        {
            if (account.Window.Start > start) start = account.Window.Start;
            if (account.Window.End < end) end = account.Window.End;
        }

        var numbers = new byte[SizeOfNumbers + accounts.Length];
        var writer = new NumberWriter(numbers);
        writer.Add(start);
        writer.Add(end);
        writer.Add(request.Lease);
        writer.Add(hold.Want);
        writer.Add(hold.Least);
        writer.Add(request.ExpectedTokens);
        writer.Add(hold.Fixed);
        writer.Add(hold.PerOutputToken);
        var held = ImmutableArray.CreateRange(accounts, HeldAccount.Of);
        return new(request, held, numbers, RedisText.Of(held), StoredJson.Write(request.Context));
    }
}
