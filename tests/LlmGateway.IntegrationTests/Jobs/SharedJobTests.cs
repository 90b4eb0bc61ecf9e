using System.Collections.Concurrent;
using System.Net;
using LlmGateway.IntegrationTests.Infrastructure;
using LlmGateway.Jobs;
using LlmGateway.Simulator;
using Microsoft.Extensions.DependencyInjection;

namespace LlmGateway.IntegrationTests.Jobs;

/// <summary>Jobs over Redis and PostgreSQL with two gateways, and over a restart of one alone.</summary>
public sealed class SharedJobTests
{
    private const string Video = """{"model":"sora-2","prompt":"A fox","seconds":"4","size":"720x1280"}""";

    [Fact]
    public async Task Of_two_gateways_one_looks_at_a_job_and_either_may_be_asked_for_it()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var postgres = await PostgresServer.StartAsync();
        var looks = new ConcurrentQueue<string>();
        var looked = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        await using var provider = await ScriptedProvider.StartAsync(async (http, call) =>
        {
            if (call.Method == "POST")
            {
                await ScriptedProvider.AnswerAsync(http, 200, VideoObject("video_1", "queued"));
                return;
            }

            looks.Enqueue(call.Path);
            looked.TrySetResult();
            await goOn.Task;
            await ScriptedProvider.AnswerAsync(http, 200, VideoObject("video_1", "completed"));
        });
        await using var first = await StartAsync(provider, redis, postgres);
        await using var second = await StartAsync(provider, redis, postgres);
        var key = await first.KeyAsync();
        using var submitted = await first.CallAsync(key.Secret, "openai/v1/videos", Video);
        Assert.Equal(HttpStatusCode.OK, submitted.StatusCode);

        await looked.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken); // The first look falls due after 5 s of Redis' time.
        await Task.WhenAll(Poller(first).PollDueAsync(CancellationToken.None), Poller(second).PollDueAsync(CancellationToken.None));
        Assert.Single(looks);

        using var request = Stage.Call(second.Address, key.Secret, "openai/v1/videos/video_1", null);
        var asked = second.Client.SendAsync(request, TestContext.Current.CancellationToken);
        await Eventually.ReachesAsync(() => Task.FromResult(looks.Count), count => count == 2, "the client's look by the second gateway");
        goOn.SetResult();
        using var answer = await asked;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        var row = Assert.Single(await first.Admin.LedgerOfAsync(1, $"key={key.Id}"));
        Assert.Equal(("settle", "video_1"), (row["kind"]!.GetValue<string>(), row["resource_id"]!.GetValue<string>()));
        var videos = (await second.Admin.UsageAsync("key", key.Id))["meters"]!["videos"]!;
        Assert.Equal((1, 0), (videos["used"]!.GetValue<long>(), videos["held"]!.GetValue<long>()));
    }

    [Fact]
    public async Task A_job_of_a_gateway_that_was_killed_is_settled_by_the_next_one()
    {
        await using var providers = await SimulatedProviders.StartAsync(new SimulatorOptions { JobDuration = TimeSpan.Zero }, CancellationToken.None);
        var directory = Directory.CreateTempSubdirectory("llmgateway-jobs-");
        try
        {
            string id;
            using var client = new HttpClient();
            await using (var first = await GatewayProcess.StartAsync(providers.Address, directory.FullName))
            {
                using var admin = Stage.AdminClient(first.Address);
                var key = await admin.KeyAsync();
                id = key.Id;
                using var request = Stage.Call(first.Address, key.Secret, "openai/v1/videos", Video);
                using var submitted = await client.SendAsync(request, TestContext.Current.CancellationToken);
                Assert.Equal(HttpStatusCode.OK, submitted.StatusCode);
                await first.KillAsync();
            }

            await using var second = await GatewayProcess.StartAsync(providers.Address, directory.FullName);
            using var again = Stage.AdminClient(second.Address);
            var row = Assert.Single(await again.LedgerOfAsync(1, $"key={id}"));
            Assert.Equal(("settle", "0.4"), (row["kind"]!.GetValue<string>(), row["cost_usd"]!.GetValue<string>()));
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static Task<Stage> StartAsync(ScriptedProvider provider, RedisServer redis, PostgresServer postgres) => Stage.StartAsync(new()
    {
        ["ConnectionStrings:Redis"] = redis.ConnectionString,
        ["Redis:Patience"] = "00:00:02", // A busy machine is not what is tested here.
        ["ConnectionStrings:Ledger"] = postgres.ConnectionString(),
        ["Keys:Pepper"] = "kZ0t9yqQf8mJ2rW5uX1vB7nC4dL6hS3pA0gEiKoMqTs=",
        ["ReverseProxy:Clusters:openai:Destinations:default:Address"] = provider.Address,
    });

    private static JobPoller Poller(Stage stage) => stage.Services.GetRequiredService<JobPoller>();

    private static string VideoObject(string id, string status) => $$"""{"id":"{{id}}","object":"video","status":"{{status}}","model":"sora-2","seconds":"4","size":"720x1280"}""";
}
