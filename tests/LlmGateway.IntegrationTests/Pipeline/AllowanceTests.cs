using System.Net;
using System.Text.Json.Nodes;
using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Pipeline;

/// <summary>What keys and tiers may be used for, and what becomes of calls whose cost nobody can say beforehand.</summary>
public sealed class AllowanceTests(StageFixture fixture) : IClassFixture<StageFixture>
{
    private const string Chat = "openai/v1/chat/completions";
    private const string Responses = "openai/v1/responses";
    private const string Open = """{"model":"gpt-4o-mini","input":"Compute.","max_output_tokens":50,"tools":[{"type":"code_interpreter","container":{"type":"auto"}}]}""";
    private const string Drawing = """{"model":"gpt-4o-mini","input":"Draw.","max_output_tokens":50,"tools":[{"type":"image_generation","model":"gpt-image-1"}]}""";

    private static readonly object s_dollars = new { monthly_cost_limit_usd = "5.00" };

    private readonly Stage _stage = fixture.Stage;

    [Theory]
    [InlineData("gpt-4o-mini", HttpStatusCode.OK)]
    [InlineData("GPT-4o-mini", HttpStatusCode.OK)]
    [InlineData("gpt-5.6-terra", HttpStatusCode.OK)]
    [InlineData("gpt-4o", HttpStatusCode.Forbidden)]
    [InlineData("gpt-4o-mini-2024-07-18", HttpStatusCode.Forbidden)]
    public async Task A_key_is_good_for_the_models_that_it_allows(string model, HttpStatusCode status)
    {
        var key = await _stage.KeyAsync(new { allowed_models = new[] { "gpt-4o-mini", "gpt-5*" } });
        using var response = await _stage.CallAsync(key.Secret, Chat, Body(model));
        await AssertAsync(response, status, "model_not_allowed");
    }

    [Fact]
    public async Task A_model_that_a_tool_brings_along_must_be_allowed_too()
    {
        var key = await _stage.KeyAsync(new { allowed_models = new[] { "gpt-4o-mini" } });
        using var response = await _stage.CallAsync(key.Secret, Responses, Drawing);
        await AssertAsync(response, HttpStatusCode.Forbidden, "model_not_allowed");
    }

    [Fact]
    public async Task A_batch_whose_models_stand_in_a_file_is_not_for_a_key_that_allows_some_models_only()
    {
        var key = await _stage.KeyAsync(new { allowed_models = new[] { "gpt-4o-mini" } });
        using var response = await _stage.CallAsync(key.Secret, "openai/v1/batches", """{"input_file_id":"file-1","endpoint":"/v1/chat/completions","completion_window":"24h"}""");
        await AssertAsync(response, HttpStatusCode.Forbidden, "model_not_allowed");
    }

    [Fact]
    public async Task A_key_is_good_for_the_operations_that_it_allows_free_ones_too()
    {
        var key = await _stage.KeyAsync(new { allowed_operations = new[] { "openai.chat_completions", "gemini.*" } });
        using var chat = await _stage.CallAsync(key.Secret, Chat, Body("gpt-4o-mini"));
        using var gemini = await _stage.CallAsync(key.Secret, "gemini/v1beta/models/gemini-2.5-flash:generateContent", """{"contents":[{"parts":[{"text":"Hi"}]}],"generationConfig":{"maxOutputTokens":20}}""");
        using var image = await _stage.CallAsync(key.Secret, "openai/v1/images/generations", """{"model":"dall-e-3","prompt":"A fox"}""");
        using var models = await _stage.Client.SendAsync(Stage.Call(_stage.Address, key.Secret, "openai/v1/models", null));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (chat.StatusCode, gemini.StatusCode));
        await AssertAsync(image, HttpStatusCode.Forbidden, "operation_not_allowed");
        await AssertAsync(models, HttpStatusCode.Forbidden, "operation_not_allowed");
    }

    [Fact]
    public async Task A_tier_allows_models_and_operations_to_its_users()
    {
        var config = Directory.CreateTempSubdirectory("llmgateway-config-");
        try
        {
            foreach (var file in Directory.GetFiles(Repository.Path("config"))) File.Copy(file, Path.Combine(config.FullName, Path.GetFileName(file)));
            var tiers = JsonNode.Parse(await File.ReadAllTextAsync(Repository.Path("config/tiers.json")))!;
            tiers["narrow"] = new JsonObject { ["allowed_models"] = new JsonArray("gpt-4o-mini"), ["allowed_operations"] = new JsonArray("openai.chat_completions") };
            await File.WriteAllTextAsync(Path.Combine(config.FullName, "tiers.json"), tiers.ToJsonString());
            await using var stage = await Stage.StartAsync(new() { ["Config:Directory"] = config.FullName });
            await stage.PostAsync("users", new { id = "alice", tier = "narrow" });
            await stage.PostAsync("users", new { id = "bob", tier = "pro" });
            var (alice, bob) = (await stage.KeyAsync(new { user = "alice" }), await stage.KeyAsync(new { user = "bob" }));

            using var allowed = await stage.CallAsync(alice.Secret, Chat, Body("gpt-4o-mini"));
            using var otherModel = await stage.CallAsync(alice.Secret, Chat, Body("gpt-4o"));
            using var otherOperation = await stage.CallAsync(alice.Secret, "openai/v1/embeddings", """{"model":"gpt-4o-mini","input":"x"}""");
            using var ofBob = await stage.CallAsync(bob.Secret, Chat, Body("gpt-4o"));
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (allowed.StatusCode, ofBob.StatusCode));
            await AssertAsync(otherModel, HttpStatusCode.Forbidden, "model_not_allowed");
            await AssertAsync(otherOperation, HttpStatusCode.Forbidden, "operation_not_allowed");
        }
        finally
        {
            config.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_model_without_a_price_is_refused_where_money_is_limited_and_no_obstacle_elsewhere()
    {
        var (limited, free) = (await _stage.KeyAsync(new { limits = s_dollars }), await _stage.KeyAsync(new { limits = new { monthly_token_limit = 100_000 } }));
        using var refused = await _stage.CallAsync(limited.Secret, Chat, Body("a-model-of-tomorrow"));
        using var admitted = await _stage.CallAsync(free.Secret, Chat, Body("a-model-of-tomorrow"));
        await AssertAsync(refused, HttpStatusCode.Forbidden, "model_not_priced");
        Assert.Equal(HttpStatusCode.OK, admitted.StatusCode);
        var row = await _stage.Admin.RowOfAsync(admitted);
        Assert.True(row["tokens_used"]!.GetValue<long>() > 0);
    }

    [Fact]
    public async Task A_call_that_may_loop_inside_the_provider_is_refused_only_where_a_strict_dollar_limit_holds()
    {
        var (strict, shadow, free) = (
            await _stage.KeyAsync(new { limits = s_dollars }),
            await _stage.KeyAsync(new { limits = new { monthly_cost_limit_usd = "5.00", enforcement = "shadow" } }),
            await _stage.KeyAsync());
        using var refused = await _stage.CallAsync(strict.Secret, Responses, Open);
        using var recorded = await _stage.CallAsync(shadow.Secret, Responses, Open);
        using var admitted = await _stage.CallAsync(free.Secret, Responses, Open);
        await AssertAsync(refused, HttpStatusCode.Forbidden, "operation_not_allowed");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (recorded.StatusCode, admitted.StatusCode));
    }

    [Fact]
    public async Task Whoever_runs_the_gateway_may_hold_a_maximum_for_unpriced_calls_and_decide_on_open_ones()
    {
        await using var stage = await Stage.StartAsync(new() { ["Policy:Unpriced"] = "0.50", ["Policy:OpenCalls"] = "refuse" });
        var key = await stage.KeyAsync(new { limits = new { monthly_cost_limit_usd = "0.75" } });
        using var first = await stage.CallAsync(key.Secret, Chat, Body("a-model-of-tomorrow"));
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal("0.5", (await stage.Admin.RowOfAsync(first))["cost_usd"]!.GetValue<string>());
        using var second = await stage.CallAsync(key.Secret, Chat, Body("a-model-of-tomorrow"));
        await AssertAsync(second, HttpStatusCode.TooManyRequests, "quota_exceeded");

        using var open = await stage.CallAsync((await stage.KeyAsync()).Secret, Responses, Open);
        await AssertAsync(open, HttpStatusCode.Forbidden, "operation_not_allowed");
    }

    private static string Body(string model) => $$"""{"model":"{{model}}","messages":[{"role":"user","content":"Say hello."}],"max_completion_tokens":50}""";

    private static async Task AssertAsync(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{(int)response.StatusCode} {text}");
        if (status == HttpStatusCode.OK) return;
        Assert.Equal(code, response.Headers.GetValues("X-LlmGateway-Error").Single());
        Assert.NotEmpty(JsonNode.Parse(text)!["error"]!["message"]!.GetValue<string>());
    }
}
