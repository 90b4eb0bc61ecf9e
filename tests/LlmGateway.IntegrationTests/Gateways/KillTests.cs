using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Gateways;

/// <summary>T1, T2, T11: a gateway dies at a step of its work that is held on the wire, and starts again. Nothing is lost and nothing is counted twice.</summary>
[Collection(SharedDatabase.Name)]
public sealed class KillTests(DatabaseFixture database, ITestOutputHelper output)
{
    private const string Job = """{"model":"sora-2","prompt":"A quiet sea","seconds":"4","size":"1280x720"}""";

    /// <summary>Every kill meets five calls at five places of the provider's answer, and one at a step towards Redis.</summary>
    [Fact]
    public async Task A_gateway_that_is_killed_at_any_step_comes_back_and_the_books_agree()
    {
        var seed = Extent.Seed();
        output.WriteLine($"seed {seed} (LLMGATEWAY_TESTS_SEED)");
        var random = new Random(seed);
        await using var fleet = await Fleet.StartAsync(database.Server, 2);
        var key = await fleet.Admin.KeyAsync();
        foreach (var gateway in fleet.Gateways) Assert.True((await ClientCall.SendAsync(fleet.Client, gateway.Address, key.Secret, ClientCall.Body())).IsAnswered);
        await BindAsync(fleet, key.Secret); // Redis knows all scripts by their hashes from here on.

        var all = new List<ClientCall>();
        (string Name, Func<FaultProxy, FaultProxy.Hold>? Hold, bool IsJob)[] steps =
        [
            ("reserve is sent", redis => redis.HoldRequest(Step.Reserve), false),
            ("reserve is answered", redis => redis.HoldReply(Step.Reserve), false),
            ("settle is sent", redis => redis.HoldRequest(Step.Settle), false),
            ("settle is answered", redis => redis.HoldReply(Step.Settle), false),
            ("bind is sent", redis => redis.HoldRequest(Step.Bind), true),
            ("bind is answered", redis => redis.HoldReply(Step.Bind), true),
            ("shutdown", null, false),
        ];
        for (var repetition = 0; repetition < Extent.Of(3, 50); repetition++)
        {
            foreach (var (name, hold, isJob) in steps)
            {
                var calls = await AtPlacesOfTheAnswerAsync(fleet, key.Secret, $"{repetition}-{name.Replace(' ', '-')}", random);
                var others = Enumerable.Range(0, 5).Select(_ => ClientCall.SendAsync(fleet.Client, fleet.Gateways[1].Address, key.Secret, ClientCall.Body(streamed: random.Next(2) == 0))).ToArray();
                if (hold is null)
                {
                    fleet.Gateways[0].Terminate();
                    await Eventually.ReachesAsync(() => Task.FromResult(fleet.Gateways[0].Output), text => text.Contains("Application is shutting down", StringComparison.Ordinal), "a shutdown");
                }
                else
                {
                    var held = hold(fleet.ToRedis[0]);
                    calls.Add(isJob ? SubmitAsync(fleet, key.Secret) : ClientCall.SendAsync(fleet.Client, fleet.Gateways[0].Address, key.Secret, ClientCall.Body()));
                    await held.Reached;
                }

                await fleet.Gateways[0].KillAsync();
                all.AddRange(await Task.WhenAll(calls.Concat(others)));
                await fleet.StartAgainAsync(0);
            }
        }

        var (exact, unsure) = await Books.AssertAgreeAsync(fleet.Admin, fleet.Providers, all);
        output.WriteLine($"{exact} exact rows, {unsure} unsure ones");

        // Unsure are the five that stood in the middle of the answer at each kill, and the submission whose binding Redis never heard of; nothing else.
        Assert.Equal(Extent.Of(3, 50) * ((steps.Length * 5) + 1), unsure);
    }

    [Fact]
    public async Task A_gateway_that_is_asked_to_end_lets_open_streams_come_to_their_end()
    {
        await using var fleet = await Fleet.StartAsync(database.Server, 2);
        var key = await fleet.Admin.KeyAsync();
        var holds = Enumerable.Range(0, Extent.Of(40, 200)).Select(i => fleet.Upstream.HoldReply($"stream-{i:D4}", "data: ", 4)).ToArray();
        var calls = holds.Select((_, i) => ClientCall.SendAsync(fleet.Client, fleet.Gateways[0].Address, key.Secret, ClientCall.Body($"stream-{i:D4}", streamed: true))).ToArray();
        foreach (var hold in holds) await hold.Reached;

        fleet.Gateways[0].Terminate();
        await Eventually.ReachesAsync(() => Task.FromResult(fleet.Gateways[0].Output), text => text.Contains("Application is shutting down", StringComparison.Ordinal), "a shutdown");
        foreach (var hold in holds) hold.Release();
        var ended = await Task.WhenAll(calls);
        Assert.All(ended, call => Assert.True(call.IsAnswered, call.Text));
        Assert.Equal(0, await fleet.Gateways[0].EndAsync());

        using var admin = Stage.AdminClient(fleet.Gateways[1].Address);
        Assert.Equal((ended.Length, 0), await Books.AssertAgreeAsync(admin, fleet.Providers, ended));
    }

    [Fact]
    public async Task Rows_that_were_committed_and_not_acknowledged_are_not_written_twice()
    {
        await using var fleet = await Fleet.StartAsync(database.Server, 1);
        var key = await fleet.Admin.KeyAsync();
        var all = new List<ClientCall>();
        for (var repetition = 0; repetition < Extent.Of(3, 100); repetition++)
        {
            // Killed between the commit and the acknowledgement.
            var held = fleet.ToRedis[0].HoldRequest(Step.Acknowledge);
            all.AddRange(await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => ClientCall.SendAsync(fleet.Client, fleet.Gateways[0].Address, key.Secret, ClientCall.Body()))));
            await held.Reached;
            await fleet.Gateways[0].KillAsync();
            await fleet.StartAgainAsync(0);

            // The commit's answer is lost: the writer does not know, and says everything again.
            var lost = 0;
            fleet.ToLedger[0].LoseReplies(request => request.Contains(Step.Commit, StringComparison.Ordinal) && Interlocked.Increment(ref lost) == 1);
            all.AddRange(await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => ClientCall.SendAsync(fleet.Client, fleet.Gateways[0].Address, key.Secret, ClientCall.Body()))));
            await Eventually.ReachesAsync(() => Task.FromResult(Volatile.Read(ref lost)), count => count > 0, "a commit");
            fleet.ToLedger[0].LoseReplies(null);
            Assert.Equal((all.Count, 0), await Books.AssertAgreeAsync(fleet.Admin, fleet.Providers, all));
        }

        Assert.Equal((all.Count, 0L), await fleet.Admin.MeterAsync("key", key.Id, "calls"));
    }

    /// <summary>Five calls of the first gateway that stand still: the request not yet with the provider, no byte of the answer yet, after the first event, in the middle, after the usage.</summary>
    private static async Task<List<Task<ClientCall>>> AtPlacesOfTheAnswerAsync(Fleet fleet, string secret, string mark, Random random)
    {
        (string Mark, FaultProxy.Hold Hold)[] places =
        [
            ($"{mark}-unsent", fleet.Upstream.HoldRequest($"{mark}-unsent")),
            ($"{mark}-silent", fleet.Upstream.HoldReply($"{mark}-silent")),
            ($"{mark}-first", fleet.Upstream.HoldReply($"{mark}-first", "data: ", 2)),
            ($"{mark}-middle", fleet.Upstream.HoldReply($"{mark}-middle", "data: ", random.Next(4, 10))),
            ($"{mark}-usage", fleet.Upstream.HoldReply($"{mark}-usage", "data: [DONE]")),
        ];
        var calls = places.Select(place => ClientCall.SendAsync(fleet.Client, fleet.Gateways[0].Address, secret, ClientCall.Body(place.Mark, streamed: true))).ToList();
        foreach (var (_, hold) in places) await hold.Reached;
        foreach (var (_, hold) in places) _ = ReleaseLaterAsync(fleet.Gateways[0], hold);
        return calls;
    }

    /// <summary>The provider goes on once the gateway is gone.</summary>
    private static async Task ReleaseLaterAsync(GatewayProcess gateway, FaultProxy.Hold hold)
    {
        await gateway.EndAsync();
        hold.Release();
    }

    private static async Task<ClientCall> SubmitAsync(Fleet fleet, string secret)
    {
        try
        {
            using var request = Stage.Call(fleet.Gateways[0].Address, secret, "openai/v1/videos", Job);
            using var response = await fleet.Client.SendAsync(request);
            return new(response.StatusCode, null, await response.Content.ReadAsStringAsync());
        }
        catch (HttpRequestException exception)
        {
            return new(null, null, exception.Message);
        }
    }

    private static async Task BindAsync(Fleet fleet, string secret) => Assert.Equal(System.Net.HttpStatusCode.OK, (await SubmitAsync(fleet, secret)).Status);
}
