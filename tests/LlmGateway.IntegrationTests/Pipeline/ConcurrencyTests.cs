using System.Net;
using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Pipeline;

/// <summary>1,000 calls at once, with room for exactly so many: the provider's bill, the ledger and the counters agree to the token.</summary>
public sealed class ConcurrencyTests(StageFixture fixture) : IClassFixture<StageFixture>
{
    private const int Calls = 1000;

    private readonly Stage _stage = fixture.Stage;

    [Theory]
    [InlineData(141)]
    [InlineData(1)]
    [InlineData(999)]
    public async Task A_call_limit_lets_exactly_so_many_through(int room)
    {
        var key = await _stage.KeyAsync(new { limits = new { monthly_call_limit = room } });
        var statuses = await CallAtOnceAsync(key.Secret, """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}],"max_completion_tokens":5}""", null);

        Assert.Equal((room, Calls - room), (statuses.Count(status => status == HttpStatusCode.OK), statuses.Count(status => status == HttpStatusCode.TooManyRequests)));
        await AssertBooksAgreeAsync(key.Id, room);
    }

    [Fact]
    public async Task A_token_limit_lets_exactly_as_many_through_as_fit_when_each_uses_what_is_held()
    {
        // The first call tells what is held for one: its input bound and 50 output tokens.
        const string body = """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}],"max_completion_tokens":50}""";
        var probe = await _stage.KeyAsync(new { limits = new { monthly_token_limit = 1_000_000 } });
        var (heldInput, heldTotal) = await HeldByOneAsync(probe, body);

        var key = await _stage.KeyAsync(new { limits = new { monthly_token_limit = (141 * heldTotal) + heldTotal - 1 } });
        var statuses = await CallAtOnceAsync(key.Secret, body, $"input-tokens={heldInput},output-tokens=50");

        Assert.Equal((141, 859), (statuses.Count(status => status == HttpStatusCode.OK), statuses.Count(status => status == HttpStatusCode.TooManyRequests)));
        await AssertBooksAgreeAsync(key.Id, 141);
        Assert.Equal(141 * heldTotal, (await _stage.Admin.UsageAsync("key", key.Id))["meters"]!["tokens"]!["used"]!.GetValue<long>());
    }

    [Fact]
    public async Task With_random_limits_and_sizes_the_ledger_never_exceeds_the_limit_and_nothing_stays_held()
    {
        var random = new Random(20261124);
        for (var round = 0; round < 5; round++)
        {
            var limit = random.Next(500, 20_000);
            await _stage.Admin.SendJsonAsync(HttpMethod.Post, "users", new { id = $"random-{round}-{limit}" });
            await _stage.Admin.SendJsonAsync(HttpMethod.Put, $"limits/user/random-{round}-{limit}", new { monthly_token_limit = limit });
            var key = await _stage.KeyAsync(new { user = $"random-{round}-{limit}", limits = new { monthly_cost_limit_usd = "0.01" } });
            await Parallel.ForEachAsync(Enumerable.Range(0, 200).Select(_ => random.Next(1, 400)).ToArray(), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (size, cancellation) =>
            {
                using var response = await _stage.CallAsync(key.Secret, "openai/v1/chat/completions", $$"""{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}],"max_completion_tokens":{{size}}}""", "output-tokens=max", cancellation);
                await response.Content.ReadAsByteArrayAsync(cancellation);
            });

            var meters = (await Eventually.ReachesAsync(() => _stage.Admin.UsageAsync("user", $"random-{round}-{limit}"), usage => usage["meters"]!["tokens"]!["held"]!.GetValue<long>() == 0, "no tokens held"))["meters"]!;
            var used = meters["tokens"]!["used"]!.GetValue<long>();
            Assert.InRange(used, 1, limit);
            var calls = (int)meters["calls"]!["used"]!.GetValue<long>();
            Assert.Equal(used, (await _stage.Admin.LedgerOfAsync(calls, $"key={key.Id}")).Sum(row => row["tokens_used"]!.GetValue<long>()));
        }
    }

    private async Task<(long Input, long Total)> HeldByOneAsync((string Id, string Secret) key, string body)
    {
        var hanging = _stage.CallAsync(key.Secret, "openai/v1/chat/completions", body, "start-delay=1500");
        var usage = await Eventually.ReachesAsync(() => _stage.Admin.UsageAsync("key", key.Id), seen => seen["meters"]!["tokens"]!["held"]!.GetValue<long>() > 0, "a hold");
        (await hanging).Dispose();
        var total = usage["meters"]!["tokens"]!["held"]!.GetValue<long>();
        return (total - 50, total);
    }

    private async Task<IReadOnlyList<HttpStatusCode>> CallAtOnceAsync(string secret, string body, string? simulate) =>
        await Task.WhenAll(Enumerable.Range(0, Calls).Select(async _ =>
        {
            using var response = await _stage.CallAsync(secret, "openai/v1/chat/completions", body, simulate);
            await response.Content.ReadAsByteArrayAsync();
            return response.StatusCode;
        }));

    private async Task AssertBooksAgreeAsync(string keyId, int calls)
    {
        var rows = await _stage.Admin.LedgerOfAsync(calls, $"key={keyId}");
        Assert.Equal(calls, rows.Count);
        var bill = _stage.Providers.Bill.Lines.ToDictionary(line => line.ProviderId!);
        Assert.All(rows, row =>
        {
            var line = bill[row["provider_id"]!.GetValue<string>()];
            Assert.Equal((line.InputTokens, line.OutputTokens), (row["input_tokens"]!.GetValue<long>(), row["output_tokens"]!.GetValue<long>()));
        });
        Assert.Equal(calls, rows.Select(row => row["provider_id"]!.GetValue<string>()).Distinct().Count());
        var meters = (await _stage.Admin.UsageAsync("key", keyId))["meters"]!;
        Assert.Equal((calls, 0), (meters["calls"]!["used"]!.GetValue<long>(), meters["calls"]!["held"]!.GetValue<long>()));
        Assert.Equal(rows.Sum(row => row["tokens_used"]!.GetValue<long>()), meters["tokens"]!["used"]!.GetValue<long>());
    }
}
