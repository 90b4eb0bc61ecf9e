using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Gateways;

/// <summary>T14: clients leave at any byte; what the provider served is in the ledger all the same.</summary>
[Collection(SharedDatabase.Name)]
public sealed class ClientTests(DatabaseFixture database, ITestOutputHelper output)
{
    [Fact]
    public async Task Clients_that_leave_at_a_random_byte_are_booked_by_what_was_served()
    {
        var seed = Extent.Seed();
        output.WriteLine($"seed {seed} (LLMGATEWAY_TESTS_SEED)");
        var random = new Random(seed);
        await using var fleet = await Fleet.StartAsync(database.Server, 2);
        var key = await fleet.Admin.KeyAsync();
        var leave = Enumerable.Range(0, Extent.Of(150, 1000)).Select(_ => random.Next(0, 3000)).ToArray();
        await Parallel.ForEachAsync(leave, new ParallelOptions { MaxDegreeOfParallelism = 50 }, async (bytes, _) => await ReadAndLeaveAsync(fleet, key.Secret, bytes));

        var (exact, unsure) = await Books.AssertAgreeAsync(fleet.Admin, fleet.Providers, []);
        var rows = (await fleet.Admin.LedgerAsync()).Where(row => row["kind"]!.GetValue<string>() == "settle").ToArray();
        var served = fleet.Providers.Bill.Lines.Sum(line => line.InputTokens + line.OutputTokens);
        output.WriteLine($"{exact} exact rows, {unsure} unsure ones; booked {rows.Sum(row => row["tokens_used"]!.GetValue<long>())} of {served} tokens served");
        Assert.True(unsure == 0, "Every answer was drained to its end, so every usage was seen.");
        Assert.Equal(served, rows.Sum(row => row["tokens_used"]!.GetValue<long>()));
    }

    private static async Task ReadAndLeaveAsync(Fleet fleet, string secret, int bytes)
    {
        using var request = Stage.Call(fleet.Gateways[bytes % 2].Address, secret, ClientCall.Path, ClientCall.Body(streamed: true), "pace=5");
        try
        {
            using var response = await fleet.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            await using var body = await response.Content.ReadAsStreamAsync();
            var buffer = new byte[Math.Max(1, bytes)];
            await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (HttpRequestException)
        {
            // The gateway saw the client leave first.
        }
    }
}
