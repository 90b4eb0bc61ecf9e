using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace LlmGateway.Demo;

/// <summary>What the demo plays: who calls what, until which quota says no.</summary>
internal static class DemoScript
{
    private const int MostCalls = 20;

    private static readonly TimeSpan s_pollPause = TimeSpan.FromMilliseconds(400);

    public static async Task PlayAsync(DemoStage stage, DemoReport report, CancellationToken cancellation)
    {
        await stage.CreateAsync("users", new { id = "ada", name = "Ada", tier = "free" }, cancellation);
        var ada = (await stage.CreateAsync("keys", new { name = "ada-laptop", user = "ada" }, cancellation))["key"]!.GetValue<string>();
        var staging = await stage.CreateAsync("keys", new { name = "staging", limits = new { monthly_cost_limit_usd = "0.02" } }, cancellation);
        var shared = staging["key"]!.GetValue<string>();

        report.Chapter("Ada is on the free tier: 100,000 tokens, 200 calls, $1 and 2 videos a month", "user", "ada");
        await PlayAsync(Chat("OpenAI chat", ada));
        await PlayAsync(Chat("OpenAI chat, streamed", ada) with { Streamed = true, Simulate = "pace=15" });
        await PlayAsync(Gemini("Gemini", "generateContent", ada));
        await PlayAsync(Gemini("Gemini, streamed", "streamGenerateContent?alt=sse", ada) with { Streamed = true, Simulate = "pace=15" });
        await PlayJobAsync(HeyGen("HeyGen video", ada), answer => $"v3/videos/{answer["data"]!["video_id"]}", answer => answer["data"]!["status"]!.GetValue<string>() == "completed");
        await PlayJobAsync(Veo("Veo video", ada), answer => $"v1beta/{answer["name"]}", answer => answer["done"]?.GetValue<bool>() == true);
        await UntilRefusedAsync(HeyGen("HeyGen video", ada));
        await UntilRefusedAsync(LongChat("OpenAI chat, a long script", ada));

        report.Chapter("Staging is one key that the whole team shares: at most $0.02 a month, whoever calls", "key", staging["id"]!.GetValue<string>());
        await UntilRefusedAsync(Responses("OpenAI responses", shared));

        async Task<DemoAnswer> PlayAsync(DemoCall call)
        {
            var answer = await CallAsync(stage, call, cancellation);
            await report.CalledAsync(stage, call, answer, cancellation);
            if (answer.Status >= 400 && !answer.Refused) throw new DemoFailedException($"{call.Caption}: {answer.Status} {answer.Body}");
            return answer;
        }

        async Task UntilRefusedAsync(DemoCall call)
        {
            for (var calls = 0; calls < MostCalls; calls++)
            {
                if ((await PlayAsync(call)).Refused) return;
            }

            throw new DemoFailedException($"{call.Caption} was not stopped by any quota.");
        }

        async Task PlayJobAsync(DemoCall call, Func<JsonNode, string> pollPath, Func<JsonNode, bool> done)
        {
            var answer = await CallAsync(stage, call, cancellation);
            if (answer.Status >= 300) throw new DemoFailedException($"{call.Caption}: {answer.Status} {answer.Body}");
            report.Submitted(call);
            var path = pollPath(answer.Body!);
            while (!done(await PollAsync(stage, call, path, cancellation))) await Task.Delay(s_pollPause, TimeProvider.System, cancellation);
            await report.CalledAsync(stage, call, answer, cancellation);
        }
    }

    private static DemoCall Chat(string caption, string key) => new(caption, "openai", "v1/chat/completions", new JsonObject
    {
        ["model"] = "gpt-4o-mini",
        ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "Write a short greeting for people who read READMEs." }),
        ["max_completion_tokens"] = 200,
    }, key);

    private static DemoCall LongChat(string caption, string key) => new(caption, "openai", "v1/chat/completions", new JsonObject
    {
        ["model"] = "gpt-4.1-nano",
        ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "Write the whole script of a film." }),
        ["max_completion_tokens"] = 30_000,
    }, key, "output-tokens=max");

    private static DemoCall Gemini(string caption, string verb, string key) => new(caption, "gemini", $"v1beta/models/gemini-2.5-flash:{verb}", new JsonObject
    {
        ["contents"] = new JsonArray(new JsonObject { ["role"] = "user", ["parts"] = new JsonArray(new JsonObject { ["text"] = "Write a short greeting." }) }),
        ["generationConfig"] = new JsonObject { ["maxOutputTokens"] = 200 },
    }, key);

    private static DemoCall HeyGen(string caption, string key) => new(caption, "heygen", "v3/videos", new JsonObject
    {
        ["type"] = "avatar",
        ["avatar_id"] = "Abigail_expressive_2024112501",
        ["voice_id"] = "1bd001e7",
        ["script"] = "Welcome. This video was counted before it was made.",
        ["resolution"] = "720p",
    }, key);

    private static DemoCall Veo(string caption, string key) => new(caption, "gemini", "v1beta/models/veo-3.1-fast-generate-preview:predictLongRunning", new JsonObject
    {
        ["instances"] = new JsonArray(new JsonObject { ["prompt"] = "A red fox in the snow" }),
        ["parameters"] = new JsonObject { ["durationSeconds"] = 4, ["resolution"] = "720p" },
    }, key);

    private static DemoCall Responses(string caption, string key) => new(caption, "openai", "v1/responses", new JsonObject
    {
        ["model"] = "gpt-4o",
        ["input"] = "Summarise the release notes.",
        ["max_output_tokens"] = 400,
    }, key, "output-tokens=max");

    private static async Task<DemoAnswer> CallAsync(DemoStage stage, DemoCall call, CancellationToken cancellation)
    {
        // Each call has its own body: a JsonNode can be sent many times, but streams say so in it.
        var body = (JsonObject)((JsonObject)call.Body).DeepClone();
        if (call.Streamed && call.Provider == "openai") body["stream"] = true;
        using var request = Request(stage, call, HttpMethod.Post, call.Path);
        request.Content = JsonContent.Create(body);
        if (call.Simulate is not null) request.Headers.Add("X-Simulate", call.Simulate);
        using var response = await stage.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        var text = await response.Content.ReadAsStringAsync(cancellation);
        return new(
            (int)response.StatusCode, response.Headers.GetValues("X-LlmGateway-Request-Id").First(),
            response.Headers.TryGetValues("X-LlmGateway-Estimated-Tokens", out var estimated) ? estimated.First() : null,
            call.Streamed && response.IsSuccessStatusCode ? null : JsonNode.Parse(text));
    }

    private static async Task<JsonNode> PollAsync(DemoStage stage, DemoCall call, string path, CancellationToken cancellation)
    {
        using var request = Request(stage, call, HttpMethod.Get, path);
        using var response = await stage.Client.SendAsync(request, cancellation);
        var text = await response.Content.ReadAsStringAsync(cancellation);
        return response.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new DemoFailedException($"{path}: {(int)response.StatusCode} {text}");
    }

    private static HttpRequestMessage Request(DemoStage stage, DemoCall call, HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, new Uri(stage.Address, $"{call.Provider}/{path}"));
        switch (call.Provider)
        {
            case "openai": request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", call.Key); break;
            case "gemini": request.Headers.Add("x-goog-api-key", call.Key); break;
            default: request.Headers.Add("X-Api-Key", call.Key); break;
        }

        return request;
    }
}
