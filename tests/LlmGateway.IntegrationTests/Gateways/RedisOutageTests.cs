using System.Net;
using System.Text.Json.Nodes;
using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Gateways;

/// <summary>T3 to T7: Redis hangs, dies, forgets, goes back in time, or answers and is not heard, while gateways serve. Afterwards the books agree.</summary>
[Collection(SharedDatabase.Name)]
public sealed class RedisOutageTests(DatabaseFixture database, ITestOutputHelper output)
{
    private static readonly Dictionary<string, string?> s_lessPatience = new() { ["Redis:Patience"] = "00:00:02" };

    [Fact]
    public async Task While_redis_hangs_calls_are_refused_fast_in_the_providers_shape_and_those_under_way_end_well()
    {
        await using var fleet = await Fleet.StartAsync(database.Server, 2, s_lessPatience);
        var key = await fleet.Admin.KeyAsync();
        var holds = Enumerable.Range(0, 10).Select(i => fleet.Upstream.HoldReply($"under-way-{i}", "data: ", 3)).ToArray();
        var underWay = holds.Select((_, i) => ClientCall.SendAsync(fleet.Client, fleet.Gateways[i % 2].Address, key.Secret, ClientCall.Body($"under-way-{i}", streamed: true))).ToArray();
        foreach (var hold in holds) await hold.Reached;

        fleet.Redis.Freeze();
        await Eventually.ReachesAsync(async () => (await fleet.HealthAsync(fleet.Gateways[0])).Status, status => status == 503, "a gateway that is not ready");
        Assert.Equal("not_ready", (await fleet.HealthAsync(fleet.Gateways[0])).Body["status"]!.GetValue<string>());
        Assert.Equal("0", await StoreIsReadyAsync(fleet));
        var times = new List<TimeSpan>();
        for (var call = 0; call < 50; call++)
        {
            var start = TimeProvider.System.GetTimestamp();
            var refused = await ClientCall.SendAsync(fleet.Client, fleet.Gateways[0].Address, key.Secret, ClientCall.Body());
            times.Add(TimeProvider.System.GetElapsedTime(start));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Status);
        }

        times.Sort();
        output.WriteLine($"refused within {times[24].TotalMilliseconds:F1} ms (median), {times[^1].TotalMilliseconds:F1} ms (slowest of 50)");
        await AssertShapesAsync(fleet, key.Secret);

        foreach (var hold in holds) hold.Release();
        var ended = await Task.WhenAll(underWay);
        Assert.All(ended, call => Assert.True(call.IsAnswered, call.Text)); // Their books are made when Redis is back.
        fleet.Redis.Thaw();
        foreach (var gateway in fleet.Gateways) await fleet.ReadyAsync(gateway);
        Assert.True((await ClientCall.SendAsync(fleet.Client, fleet.Gateways[0].Address, key.Secret, ClientCall.Body())).IsAnswered);
        Assert.Equal((ended.Length + 1, 0), await Books.AssertAgreeAsync(fleet.Admin, fleet.Providers, ended));
    }

    [Fact]
    public async Task A_redis_that_is_killed_under_load_comes_back_and_nothing_is_lost()
    {
        await using var fleet = await Fleet.StartAsync(database.Server, 2);
        var key = await fleet.Admin.KeyAsync();
        var traffic = Traffic.Start(fleet, key.Secret);
        for (var kill = 0; kill < Extent.Of(2, 20); kill++)
        {
            await traffic.GoesOnAsync(40);
            await fleet.Redis.KillAsync();
            await traffic.MeetsAsync(call => call.Status == HttpStatusCode.ServiceUnavailable, "a refusal");
            await fleet.Redis.StartAgainAsync();
        }

        await traffic.GoesOnAsync(40);
        Report(await Books.AssertAgreeAsync(fleet.Admin, fleet.Providers, await traffic.StopAsync()));
    }

    [Fact]
    public async Task A_redis_that_is_emptied_under_load_is_rebuilt_from_the_ledger_by_one_of_four_gateways()
    {
        await using var fleet = await Fleet.StartAsync(database.Server, 4);
        var limited = await fleet.Admin.KeyAsync(new { limits = new { monthly_call_limit = 3 } });
        for (var call = 0; call < 3; call++) Assert.True((await ClientCall.SendAsync(fleet.Client, fleet.Gateways[call].Address, limited.Secret, ClientCall.Body())).IsAnswered);
        var key = await fleet.Admin.KeyAsync();
        var traffic = Traffic.Start(fleet, key.Secret);
        for (var loss = 0; loss < Extent.Of(2, 20); loss++)
        {
            await traffic.GoesOnAsync(40);
            await fleet.Redis.EmptyAsync();
            await traffic.GoesOnAsync(40);
            foreach (var gateway in fleet.Gateways)
            {
                // No gateway forgets what was used, at no moment.
                var call = await Eventually.ReachesAsync(() => ClientCall.SendAsync(fleet.Client, gateway.Address, limited.Secret, ClientCall.Body()), seen => seen.Status != HttpStatusCode.ServiceUnavailable, "a decision");
                Assert.Equal(HttpStatusCode.TooManyRequests, call.Status);
            }
        }

        Report(await Books.AssertAgreeAsync(fleet.Admin, fleet.Providers, await traffic.StopAsync()));
    }

    [Fact]
    public async Task A_redis_that_comes_back_with_older_files_is_noticed_and_made_anew()
    {
        await using var fleet = await Fleet.StartAsync(database.Server, 2);
        var key = await fleet.Admin.KeyAsync();
        var traffic = Traffic.Start(fleet, key.Secret);
        for (var loss = 0; loss < Extent.Of(2, 20); loss++)
        {
            await traffic.GoesOnAsync(30);
            var files = fleet.Redis.KeepFiles();
            await traffic.GoesOnAsync(60);
            await fleet.Redis.KillAndGoBackAsync(files);
            await traffic.GoesOnAsync(30);
        }

        var calls = await traffic.StopAsync();
        Report(await Books.AssertAgreeAsync(fleet.Admin, fleet.Providers, calls));
        Assert.Contains(fleet.Gateways, gateway => gateway.Output.Contains("has lost entries", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Answers_of_redis_that_are_lost_on_the_way_count_nothing_twice()
    {
        var seed = Extent.Seed();
        output.WriteLine($"seed {seed} (LLMGATEWAY_TESTS_SEED)");
        var random = new Random(seed);
        await using var fleet = await Fleet.StartAsync(database.Server, 2);
        var key = await fleet.Admin.KeyAsync();
        var traffic = Traffic.Start(fleet, key.Secret);
        await traffic.GoesOnAsync(20);
        var lost = 0;
        foreach (var path in fleet.ToRedis)
        {
            path.LoseReplies(request =>
            {
                if (!request.Contains(Step.Reserve, StringComparison.Ordinal) && !request.Contains(Step.Settle, StringComparison.Ordinal)) return false;
                lock (random) if (random.Next(10) > 0) return false;
                Interlocked.Increment(ref lost);
                return true;
            });
        }

        await Eventually.GrowsAsync(() => Volatile.Read(ref lost), Extent.Of(20, 500), step: 20, "lost answers");
        foreach (var path in fleet.ToRedis) path.LoseReplies(null);
        await traffic.GoesOnAsync(40);
        Report(await Books.AssertAgreeAsync(fleet.Admin, fleet.Providers, await traffic.StopAsync()));
    }

    private static async Task AssertShapesAsync(Fleet fleet, string secret)
    {
        (string Path, string Body, Func<JsonNode, JsonNode?> Word)[] shapes =
        [
            (ClientCall.Path, ClientCall.Body(), error => error["error"]!["type"]),
            ("gemini/v1beta/models/gemini-2.5-flash:generateContent", """{"contents":[{"parts":[{"text":"Hi"}]}]}""", error => error["error"]!["status"]),
            ("heygen/v3/videos", """{"type":"avatar","script":"Hi."}""", error => error["error"]!["code"]),
        ];
        foreach (var (path, body, word) in shapes)
        {
            using var request = Stage.Call(fleet.Gateways[0].Address, secret, path, body);
            using var response = await fleet.Client.SendAsync(request);
            Assert.Equal((path, HttpStatusCode.ServiceUnavailable), (path, response.StatusCode));
            Assert.Equal("quota_store_unavailable", response.Headers.GetValues("X-LlmGateway-Error").Single());
            Assert.NotNull(word(JsonNode.Parse(await response.Content.ReadAsStringAsync())!));
        }
    }

    /// <summary>What the metric says.</summary>
    private static async Task<string> StoreIsReadyAsync(Fleet fleet) => (await fleet.Client.GetStringAsync(new Uri(fleet.Gateways[0].Address, "metrics"))).Split('\n')
        .Single(line => line.StartsWith("llmgateway_quota_store_ready", StringComparison.Ordinal)).Split(' ')[1];

    private void Report((int Exact, int Unsure) rows) => output.WriteLine($"{rows.Exact} exact rows, {rows.Unsure} unsure ones");
}
