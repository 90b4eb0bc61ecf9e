using System.Net;
using System.Text.Json.Nodes;
using LlmGateway.IntegrationTests.Infrastructure;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.IntegrationTests.Forwarding;

/// <summary>Two keys of one provider: what happens when the first is turned down, and what is booked for it.</summary>
public sealed class FailoverTests(FailoverStage fixture) : IClassFixture<FailoverStage>
{
    private const string First = "sk-upstream-canary";
    private const string Second = "sk-second";
    private const string Chat = """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Say hello."}],"max_completion_tokens":100}""";
    private const string Image = """{"model":"dall-e-3","prompt":"A red fox","n":1,"size":"1024x1024"}""";
    private const string Error = ScriptedProvider.Error;

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(529)]
    public async Task An_answer_by_the_keys_account_is_followed_by_one_attempt_with_the_next_key(int status)
    {
        var key = await fixture.Stage.KeyAsync();
        var (response, calls) = await fixture.CallAsync(key.Secret, Chat, status);
        using var _ = response;

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(ScriptedProvider.Completion, await response.Content.ReadAsStringAsync());
        Assert.Equal(["sk-first", Second], calls.Select(call => call.Credential));
        Assert.Equal(calls[0].Text, calls[1].Text);
        var row = await fixture.Stage.Admin.RowOfAsync(response);
        Assert.Equal(("settle", "exact", 1, 12, 1), (Text(row, "kind"), Text(row, "certainty"), Number(row, "attempt"), Number(row, "tokens_used"), Number(row, "calls_made")));
        Assert.Equal((12, 0), await TokensAsync(fixture.Stage, "key", key.Id));
    }

    [Fact]
    public async Task The_hold_moves_along_to_the_account_of_the_next_key()
    {
        await using var provider = await ScriptedProvider.StartAsync((http, call) => call.Credential == First
            ? ScriptedProvider.AnswerAsync(http, 500, Error)
            : ScriptedProvider.AnswerAsync(http, 200, ScriptedProvider.Completion));
        await using var stage = await StartAsync(provider);
        var key = await stage.KeyAsync();
        using var response = await stage.CallAsync(key.Secret, "openai/v1/chat/completions", Chat);
        await stage.Admin.RowOfAsync(response);
        Assert.Equal((0, 0), await TokensAsync(stage, "upstream", "openai/default"));
        Assert.Equal((12, 0), await TokensAsync(stage, "upstream", "openai/second"));
        Assert.Equal((12, 0), await TokensAsync(stage, "key", key.Id));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(504)]
    public async Task Other_answers_of_the_provider_pass_unchanged_and_are_not_repeated(int status)
    {
        var key = await fixture.Stage.KeyAsync();
        var (response, calls) = await fixture.CallAsync(key.Secret, Chat, status);
        using var _ = response;

        Assert.Equal((status, Error), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.Equal(["sk-first"], calls.Select(call => call.Credential));
    }

    [Fact]
    public async Task A_key_that_is_turned_down_with_401_is_passed_over_afterwards()
    {
        await using var provider = await ScriptedProvider.StartAsync((http, call) => call.Credential == First
            ? ScriptedProvider.AnswerAsync(http, 401, Error)
            : ScriptedProvider.AnswerAsync(http, 200, ScriptedProvider.Completion));
        await using var stage = await StartAsync(provider);
        var key = await stage.KeyAsync();
        for (var i = 0; i < 5; i++)
        {
            using var response = await stage.CallAsync(key.Secret, "openai/v1/chat/completions", Chat);
            Assert.Equal(i == 0 ? HttpStatusCode.Unauthorized : HttpStatusCode.OK, response.StatusCode);
        }

        Assert.Equal([First, Second, Second, Second, Second], provider.Credentials);
    }

    [Fact]
    public async Task Over_Redis_and_PostgreSQL_the_accounts_of_both_keys_add_up_too()
    {
        var resets = new Queue<bool>([false, true]);
        await using var redis = await RedisServer.StartAsync();
        await using var postgres = await PostgresServer.StartAsync();
        await using var provider = await ScriptedProvider.StartAsync((http, call) =>
        {
            if (call.Credential == Second) return ScriptedProvider.AnswerAsync(http, 200, ScriptedProvider.Completion);
            if (!resets.Dequeue()) return ScriptedProvider.AnswerAsync(http, 500, Error);
            http.Abort();
            return Task.CompletedTask;
        });
        await using var stage = await StartAsync(provider, new()
        {
            ["ConnectionStrings:Redis"] = redis.ConnectionString,
            ["Redis:Patience"] = "00:00:02", // A busy machine is not what is tested here.
            ["ConnectionStrings:Ledger"] = postgres.ConnectionString(),
            ["Keys:Pepper"] = "kZ0t9yqQf8mJ2rW5uX1vB7nC4dL6hS3pA0gEiKoMqTs=",
            ["OPENAI_API_KEY"] = "",
            ["Upstreams:openai:first:Key"] = First,
            ["Upstreams:openai:first:Weight"] = "1000",
        });
        var key = await stage.KeyAsync();
        foreach (var attempts in (int[])[2, 4])
        {
            using var response = await stage.CallAsync(key.Secret, "openai/v1/chat/completions", Chat);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(attempts, provider.Calls.Count);
        }

        var rows = await stage.Admin.LedgerOfAsync(3, $"key={key.Id}");
        Assert.Equal([(0L, "unknown"), (1L, "exact"), (1L, "exact")], rows.Select(row => (Number(row, "attempt"), Text(row, "certainty"))).Order());
        var lost = rows.Single(row => Number(row, "attempt") == 0);
        Assert.Equal((Number(lost, "tokens_used"), 0), await TokensAsync(stage, "upstream", "openai/first"));
        Assert.Equal((24, 0), await TokensAsync(stage, "upstream", "openai/second"));
        Assert.Equal((Number(lost, "tokens_used") + 24, 0), await TokensAsync(stage, "key", key.Id));
        Assert.Equal(2, (await stage.Admin.UsageAsync("key", key.Id))["meters"]!["calls"]!["used"]!.GetValue<long>());
    }

    [Fact]
    public async Task A_first_attempt_that_may_have_been_billed_has_a_row_of_its_own_and_the_call_counts_once()
    {
        await using var provider = await ScriptedProvider.StartAsync((http, call) =>
        {
            if (call.Credential == Second) return ScriptedProvider.AnswerAsync(http, 200, ScriptedProvider.Completion);
            http.Abort();
            return Task.CompletedTask;
        });
        await using var stage = await StartAsync(provider);
        var key = await stage.KeyAsync();
        using var response = await stage.CallAsync(key.Secret, "openai/v1/chat/completions", Chat);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal([First, Second], provider.Credentials);
        var rows = await stage.Admin.LedgerOfAsync(2, $"key={key.Id}");
        var (lost, answered) = (Assert.Single(rows, row => Number(row, "attempt") == 0), Assert.Single(rows, row => Number(row, "attempt") == 1));
        Assert.Equal(("settle", "unknown", 1), (Text(lost, "kind"), Text(lost, "certainty"), Number(lost, "calls_made")));
        Assert.True(Number(lost, "tokens_used") > 100);
        Assert.Equal(("settle", "exact", 0, 12), (Text(answered, "kind"), Text(answered, "certainty"), Number(answered, "calls_made"), Number(answered, "tokens_used")));
        Assert.Equal(Text(lost, "request_id"), Text(answered, "request_id"));
        Assert.Equal((Number(lost, "tokens_used"), 0), await TokensAsync(stage, "upstream", "openai/default"));
        Assert.Equal((12, 0), await TokensAsync(stage, "upstream", "openai/second"));
        Assert.Equal((Number(lost, "tokens_used") + 12, 0), await TokensAsync(stage, "key", key.Id));
        Assert.Equal(1, (await stage.Admin.UsageAsync("key", key.Id))["meters"]!["calls"]!["used"]!.GetValue<long>());
    }

    [Fact]
    public async Task A_quota_with_room_for_one_hold_admits_no_second_attempt_after_one_that_may_have_been_billed()
    {
        await using var provider = await ScriptedProvider.StartAsync((http, _) =>
        {
            http.Abort();
            return Task.CompletedTask;
        });
        await using var stage = await StartAsync(provider);
        var key = await stage.KeyAsync(new { limits = new { monthly_token_limit = 200 } });
        using var response = await stage.CallAsync(key.Secret, "openai/v1/chat/completions", Chat);

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal([First], provider.Credentials);
        Assert.Equal("unknown", Text(Assert.Single(await stage.Admin.LedgerOfAsync(1, $"key={key.Id}")), "certainty"));
        var (used, held) = await TokensAsync(stage, "key", key.Id);
        Assert.InRange(used, 100, 200);
        Assert.Equal(0, held);
    }

    [Fact]
    public async Task The_last_failure_passes_when_all_attempts_fail()
    {
        await using var provider = await ScriptedProvider.StartAsync((http, call) => ScriptedProvider.AnswerAsync(http, call.Credential == First ? 500 : 503, Error));
        await using var stage = await StartAsync(provider);
        var key = await stage.KeyAsync();
        using var response = await stage.CallAsync(key.Secret, "openai/v1/chat/completions", Chat);

        Assert.Equal((503, Error), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.Equal([First, Second], provider.Credentials);
        var row = await stage.Admin.RowOfAsync(response);
        Assert.Equal(("void", 1, 503), (Text(row, "kind"), Number(row, "attempt"), Number(row, "status")));
        Assert.Equal((0, 0), await TokensAsync(stage, "key", key.Id));
        Assert.Equal((0, 0), await TokensAsync(stage, "upstream", "openai/second"));
    }

    [Fact]
    public async Task Nothing_is_repeated_without_a_further_attempt_and_more_keys_are_tried_with_more()
    {
        foreach (var (attempts, credentials) in (IEnumerable<(string, string[])>)[("0", [First]), ("2", [First, Second, "sk-third"])])
        {
            await using var provider = await ScriptedProvider.StartAsync((http, _) => ScriptedProvider.AnswerAsync(http, 500, Error));
            await using var stage = await StartAsync(provider, new() { ["Failover:FurtherAttempts"] = attempts, ["Upstreams:openai:third:Key"] = "sk-third" });
            var key = await stage.KeyAsync();
            using var response = await stage.CallAsync(key.Secret, "openai/v1/chat/completions", Chat);
            Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
            Assert.Equal(credentials, provider.Credentials);
        }
    }

    [Fact]
    public async Task What_creates_an_image_is_not_sent_a_second_time()
    {
        await using var provider = await ScriptedProvider.StartAsync((http, _) => ScriptedProvider.AnswerAsync(http, 500, Error));
        await using var stage = await StartAsync(provider);
        var key = await stage.KeyAsync();
        using var response = await stage.CallAsync(key.Secret, "openai/v1/images/generations", Image);
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal([First], provider.Credentials);
        Assert.Equal("void", Text(await stage.Admin.RowOfAsync(response), "kind"));
    }

    [Fact]
    public async Task What_was_never_sent_is_tried_with_the_next_key_even_if_it_creates_an_image()
    {
        await using var stage = await Stage.StartAsync(new()
        {
            ["Upstreams:openai:second:Key"] = Second,
            ["ReverseProxy:Clusters:openai:Destinations:default:Address"] = $"http://127.0.0.1:{FreePort.Closed()}/",
        });
        var key = await stage.KeyAsync();
        using var response = await stage.CallAsync(key.Secret, "openai/v1/images/generations", Image);
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        var row = await stage.Admin.RowOfAsync(response);
        Assert.Equal(("void", 1), (Text(row, "kind"), Number(row, "attempt")));
    }

    [Fact]
    public async Task A_stream_that_has_begun_is_never_repeated()
    {
        var begun = new TaskCompletionSource();
        await using var provider = await ScriptedProvider.StartAsync(async (http, _) =>
        {
            http.Response.ContentType = "text/event-stream";
            await http.Response.WriteAsync("data: {\"id\":\"chatcmpl-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hel\"}}]}\n\n");
            await http.Response.Body.FlushAsync();
            await begun.Task;
            http.Abort();
        });
        await using var stage = await StartAsync(provider);
        var key = await stage.KeyAsync();
        using var response = await stage.CallAsync(key.Secret, "openai/v1/chat/completions", Chat[..^1] + ",\"stream\":true}");
        begun.SetResult();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => response.Content.ReadAsStringAsync());
        Assert.Equal([First], provider.Credentials);
        Assert.Equal("at_least", Text(await stage.Admin.RowOfAsync(response), "certainty"));
    }

    [Fact]
    public async Task An_upload_that_streams_through_is_never_repeated()
    {
        await using var provider = await ScriptedProvider.StartAsync((http, _) => ScriptedProvider.AnswerAsync(http, 500, Error));
        await using var stage = await StartAsync(provider);
        var key = await stage.KeyAsync();
        using var form = new MultipartFormDataContent { { new StringContent("user_data"), "purpose" }, { new ByteArrayContent(new byte[100_000]), "file", "a.bin" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(stage.Address, "openai/v1/files")) { Content = form };
        request.Headers.Authorization = new("Bearer", key.Secret);
        using var response = await stage.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Single(provider.Calls);
    }

    [Fact]
    public async Task A_call_whose_client_has_left_is_not_tried_again()
    {
        var asked = new TaskCompletionSource();
        var gone = new TaskCompletionSource();
        await using var provider = await ScriptedProvider.StartAsync(async (http, _) =>
        {
            asked.TrySetResult();
            await gone.Task;
            await ScriptedProvider.AnswerAsync(http, 500, Error);
        });
        await using var stage = await StartAsync(provider);
        var key = await stage.KeyAsync();
        using var leaving = new CancellationTokenSource();
        var call = stage.CallAsync(key.Secret, "openai/v1/chat/completions", Chat, cancellation: leaving.Token);
        await asked.Task;
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Eventually.ReachesAsync(() => Task.FromResult(stage.Draining), draining => draining == 1, "the gateway to see that the client has left");
        gone.SetResult();

        Assert.Equal("void", Text(Assert.Single(await stage.Admin.LedgerOfAsync(1, $"key={key.Id}")), "kind"));
        Assert.Equal([First], provider.Credentials);
    }

    private static Task<Stage> StartAsync(ScriptedProvider provider, Dictionary<string, string?>? settings = null) => Stage.StartAsync(new(settings ?? [])
    {
        ["Upstreams:openai:second:Key"] = Second,
        ["ReverseProxy:Clusters:openai:Destinations:default:Address"] = provider.Address,
    });

    private static async Task<(long Used, long Held)> TokensAsync(Stage stage, string subject, string id)
    {
        var tokens = (await stage.Admin.UsageAsync(subject, id))["meters"]!["tokens"]!;
        return (tokens["used"]!.GetValue<long>(), tokens["held"]!.GetValue<long>());
    }

    private static string Text(JsonNode row, string name) => row[name]!.ToString();

    private static long Number(JsonNode row, string name) => row[name]!.GetValue<long>();
}
