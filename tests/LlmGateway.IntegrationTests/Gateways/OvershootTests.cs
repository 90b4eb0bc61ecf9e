using System.Net;
using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Gateways;

/// <summary>T15, T16: a thousand calls at once over several gateways, and room for exactly so many.</summary>
[Collection(SharedDatabase.Name)]
public sealed class OvershootTests(DatabaseFixture database)
{
    private const int Calls = 1000;

    [Fact]
    public async Task Four_gateways_admit_exactly_what_there_is_room_for()
    {
        await using var fleet = await Fleet.StartAsync(database.Server, 4);
        var all = new List<ClientCall>();
        foreach (var room in (int[])[141, 0, 1, 999])
        {
            var key = await fleet.Admin.KeyAsync(new { limits = room == 0 ? null : new { monthly_call_limit = room } });
            if (room == 0) await ExhaustAsync(fleet, key);
            var before = await fleet.Admin.MeterAsync("key", key.Id, "calls");
            var calls = await CallAtOnceAsync(fleet, _ => key.Secret);
            all.AddRange(calls);

            Assert.Equal((room, Calls - room), (calls.Count(call => call.Status == HttpStatusCode.OK), calls.Count(call => call.Status == HttpStatusCode.TooManyRequests)));
            Assert.Equal((before.Used + room, 0L), await Eventually.ReachesAsync(() => fleet.Admin.MeterAsync("key", key.Id, "calls"), meter => meter.Held == 0, "no calls held"));
            Assert.All(calls.Where(call => !call.IsAnswered), call => Assert.Contains("insufficient_quota", call.Text, StringComparison.Ordinal));
        }

        // The same in a rolling window, which the first calls find empty, all at once.
        var rolling = await fleet.Admin.KeyAsync(new { limits = new { monthly_call_limit = 37, window = "rolling_30_days" } });
        var first = await CallAtOnceAsync(fleet, _ => rolling.Secret, 200);
        all.AddRange(first);
        Assert.Equal((37, 163), (first.Count(call => call.Status == HttpStatusCode.OK), first.Count(call => call.Status == HttpStatusCode.TooManyRequests)));
        await Books.AssertAgreeAsync(fleet.Admin, fleet.Providers, all);
    }

    [Fact]
    public async Task User_key_and_team_nearly_exhausted_in_random_order_admit_what_each_of_them_has_and_a_refusal_leaves_nothing()
    {
        var random = new Random(Extent.Seed());
        await using var fleet = await Fleet.StartAsync(database.Server, 2);
        var all = new List<ClientCall>();
        for (var round = 0; round < Extent.Of(3, 30); round++)
        {
            // Two keys of one user, a third of another user, all in one team: whoever is exhausted first is different each time.
            var (team, alice, bob) = ($"team-{round}", $"alice-{round}", $"bob-{round}");
            var (ofTeam, ofAlice, ofKey) = (random.Next(20, 120), random.Next(10, 90), random.Next(5, 60));
            await fleet.Admin.SendJsonAsync(HttpMethod.Post, "teams", new { id = team, name = team });
            await fleet.Admin.SendJsonAsync(HttpMethod.Put, $"limits/team/{team}", new { monthly_call_limit = ofTeam });
            foreach (var user in (string[])[alice, bob]) await fleet.Admin.SendJsonAsync(HttpMethod.Post, "users", new { id = user, team, tier = "enterprise" });
            await fleet.Admin.SendJsonAsync(HttpMethod.Put, $"limits/user/{alice}", new { monthly_call_limit = ofAlice });
            (string Id, string Secret)[] keys =
            [
                await fleet.Admin.KeyAsync(new { user = alice, limits = new { monthly_call_limit = ofKey } }), await fleet.Admin.KeyAsync(new { user = alice }), await fleet.Admin.KeyAsync(new { user = bob }),
            ];

            var order = Enumerable.Range(0, 300).Select(_ => random.Next(keys.Length)).ToArray();
            var calls = await CallAtOnceAsync(fleet, i => keys[order[i]].Secret, order.Length);
            all.AddRange(calls);
            long[] admitted = [.. keys.Select((_, key) => calls.Where((call, i) => order[i] == key && call.Status == HttpStatusCode.OK).LongCount())];
            await Eventually.ReachesAsync(() => fleet.Admin.MeterAsync("team", team, "calls"), meter => meter.Held == 0, "no calls held");

            // Everybody got their calls, nobody above any limit, and who was refused was refused by a limit that is really used up.
            Assert.InRange(admitted[0], 0, ofKey);
            Assert.InRange(admitted[0] + admitted[1], 0, ofAlice);
            Assert.InRange(admitted.Sum(), 0, ofTeam);
            foreach (var (call, key) in calls.Select((call, i) => (call, order[i])).Where(refused => refused.call.Status == HttpStatusCode.TooManyRequests))
            {
                var named = System.Text.Json.Nodes.JsonNode.Parse(call.Text)!["error"]!["quota"]!["subject"]!.GetValue<string>();
                var (used, limit) = named switch { "key" => (admitted[0], ofKey), "user" => (admitted[0] + admitted[1], ofAlice), _ => (admitted.Sum(), ofTeam) };
                Assert.True(used == limit && (named != "key" || key == 0), $"{named} refused key {key} with {used} of {limit} used (round {round})");
            }

            for (var key = 0; key < keys.Length; key++) Assert.Equal((admitted[key], 0L), await fleet.Admin.MeterAsync("key", keys[key].Id, "calls"));
            Assert.Equal((admitted[0] + admitted[1], 0L), await fleet.Admin.MeterAsync("user", alice, "calls"));
            Assert.Equal((admitted[2], 0L), await fleet.Admin.MeterAsync("user", bob, "calls"));
            Assert.Equal((admitted.Sum(), 0L), await fleet.Admin.MeterAsync("team", team, "calls"));
        }

        await Books.AssertAgreeAsync(fleet.Admin, fleet.Providers, all);
    }

    /// <summary>A limit of one call, and that one made.</summary>
    private static async Task ExhaustAsync(Fleet fleet, (string Id, string Secret) key)
    {
        await fleet.Admin.SendJsonAsync(HttpMethod.Put, $"limits/key/{key.Id}", new { monthly_call_limit = 1 });
        await Eventually.ReachesAsync(
            () => ClientCall.SendAsync(fleet.Client, fleet.Gateways[^1].Address, key.Secret, ClientCall.Body()), call => call.Status == HttpStatusCode.TooManyRequests, "an exhausted key");
    }

    private static async Task<ClientCall[]> CallAtOnceAsync(Fleet fleet, Func<int, string> secret, int calls = Calls) => await Task.WhenAll(Enumerable.Range(0, calls).Select(i =>
        ClientCall.SendAsync(fleet.Client, fleet.Gateways[i % fleet.Gateways.Count].Address, secret(i), ClientCall.Body())));
}
