using System.Net;
using System.Text.Json.Nodes;

namespace LlmGateway.IntegrationTests.Jobs;

/// <summary>What an answer creates belongs to the organization of its call: its ids, in paths and in bodies, are a 404 to all others.</summary>
public sealed class OwnershipTests(TwoOrganizations two) : IClassFixture<TwoOrganizations>
{
    private const string Form = "multipart/form-data; boundary=x";

    /// <summary>What creates an object, what the provider answers to that, and the calls that then name the object.</summary>
    public static TheoryData<string, string?, string, string, string[]> Objects => new()
    {
        {
            "POST openai/v1/files", null, Form, """{"id":"file-o1","object":"file"}""",
            [
                "GET openai/v1/files/file-o1", "GET openai/v1/files/file-o1/content", "DELETE openai/v1/files/file-o1",
                """POST openai/v1/responses {"model":"gpt-4o-mini","max_output_tokens":20,"input":[{"role":"user","content":[{"type":"input_file","file_id":"file-o1"}]}]}""",
                """POST openai/v1/chat/completions {"model":"gpt-4o-mini","max_completion_tokens":20,"messages":[{"role":"user","content":[{"type":"file","file":{"file_id":"file-o1"}}]}]}""",
                """POST openai/v1/batches {"input_file_id":"file-o1","endpoint":"/v1/chat/completions","completion_window":"24h"}""",
                """POST openai/v1/vector_stores {"file_ids":["file-o1"]}""",
            ]
        },
        {
            "POST openai/v1/responses", """{"model":"gpt-4o-mini","input":"Hi","max_output_tokens":20}""", "application/json",
            """{"id":"resp_o1","object":"response","status":"completed","model":"gpt-4o-mini","output":[],"usage":{"input_tokens":3,"output_tokens":1,"total_tokens":4}}""",
            [
                "GET openai/v1/responses/resp_o1", "GET openai/v1/responses/resp_o1/input_items", "POST openai/v1/responses/resp_o1/cancel {}", "DELETE openai/v1/responses/resp_o1",
                """POST openai/v1/responses {"model":"gpt-4o-mini","input":"And?","previous_response_id":"resp_o1","max_output_tokens":20}""",
            ]
        },
        {
            "POST openai/v1/conversations", "{}", "application/json", """{"id":"conv_o1","object":"conversation"}""",
            [
                "GET openai/v1/conversations/conv_o1", "GET openai/v1/conversations/conv_o1/items", "DELETE openai/v1/conversations/conv_o1",
                """POST openai/v1/responses {"model":"gpt-4o-mini","input":"And?","conversation":{"id":"conv_o1"},"max_output_tokens":20}""",
            ]
        },
        {
            "POST openai/v1/videos", """{"model":"sora-2","prompt":"A fox","seconds":"4","size":"720x1280"}""", "application/json",
            """{"id":"video_o1","object":"video","status":"queued","model":"sora-2","seconds":"4","size":"720x1280"}""",
            ["GET openai/v1/videos/video_o1", "GET openai/v1/videos/video_o1/content", "DELETE openai/v1/videos/video_o1", """POST openai/v1/videos/video_o1/remix {"prompt":"Again"}"""]
        },
        {
            "POST openai/v1/batches", """{"input_file_id":"file-o2","endpoint":"/v1/chat/completions","completion_window":"24h"}""", "application/json",
            """{"id":"batch_o1","object":"batch","status":"in_progress","request_counts":{"total":1,"completed":0,"failed":0}}""",
            ["GET openai/v1/batches/batch_o1", "POST openai/v1/batches/batch_o1/cancel {}"]
        },
        {
            "POST openai/v1/vector_stores", """{"name":"docs"}""", "application/json", """{"id":"vs_o1","object":"vector_store"}""",
            [
                "GET openai/v1/vector_stores/vs_o1", "GET openai/v1/vector_stores/vs_o1/files", """POST openai/v1/vector_stores/vs_o1/search {"query":"x"}""",
                """POST openai/v1/responses {"model":"gpt-4o-mini","input":"Hi","max_output_tokens":20,"tools":[{"type":"file_search","vector_store_ids":["vs_o1"]}]}""",
            ]
        },
        {
            "POST gemini/upload/v1beta/files", null, "application/octet-stream", """{"file":{"name":"files/g1","mimeType":"text/plain","sizeBytes":"11","uri":"https://generativelanguage.googleapis.com/v1beta/files/g1"}}""",
            [
                "GET gemini/v1beta/files/g1", "DELETE gemini/v1beta/files/g1", "GET gemini/v1beta/files/g1:download?alt=media",
                """POST gemini/v1beta/models/gemini-2.5-flash:generateContent {"contents":[{"parts":[{"fileData":{"mimeType":"text/plain","fileUri":"https://generativelanguage.googleapis.com/v1beta/files/g1"}}]}],"generationConfig":{"maxOutputTokens":20}}""",
            ]
        },
        {
            "POST gemini/v1beta/cachedContents", """{"model":"models/gemini-2.5-flash","contents":[{"role":"user","parts":[{"text":"Long."}]}],"ttl":"60s"}""", "application/json",
            """{"name":"cachedContents/c1","model":"models/gemini-2.5-flash","usageMetadata":{"totalTokenCount":4}}""",
            [
                "GET gemini/v1beta/cachedContents/c1", "DELETE gemini/v1beta/cachedContents/c1",
                """POST gemini/v1beta/models/gemini-2.5-flash:generateContent {"contents":[{"parts":[{"text":"Hi"}]}],"cachedContent":"cachedContents/c1","generationConfig":{"maxOutputTokens":20}}""",
            ]
        },
        {
            "POST gemini/v1beta/models/veo-3.1-generate-preview:predictLongRunning", """{"instances":[{"prompt":"A fox"}],"parameters":{"durationSeconds":8}}""", "application/json",
            """{"name":"models/veo-3.1-generate-preview/operations/op1"}""",
            ["GET gemini/v1beta/models/veo-3.1-generate-preview/operations/op1"]
        },
        {
            "POST gemini/v1beta/interactions", """{"model":"gemini-2.5-flash","input":"Hi","generation_config":{"max_output_tokens":20}}""", "application/json",
            """{"id":"int_g1","status":"completed","model":"gemini-2.5-flash","outputs":[],"usage":{"total_input_tokens":3,"total_output_tokens":1,"total_tokens":4}}""",
            [
                "GET gemini/v1beta/interactions/int_g1", "DELETE gemini/v1beta/interactions/int_g1",
                """POST gemini/v1beta/interactions {"model":"gemini-2.5-flash","input":"And?","previous_interaction_id":"int_g1","generation_config":{"max_output_tokens":20}}""",
            ]
        },
        {
            "POST heygen/v3/videos", """{"type":"avatar","avatar_id":"Abigail","voice_id":"v","script":"Welcome."}""", "application/json", """{"data":{"video_id":"hv1","status":"waiting"}}""",
            ["GET heygen/v3/videos/hv1", "DELETE heygen/v3/videos/hv1", "GET heygen/v3/videos/statuses?video_ids=hv1", "GET heygen/v1/video_status.get?video_id=hv1"]
        },
        {
            "POST heygen/v3/assets", null, Form, """{"data":{"asset_id":"ha1","url":"u"}}""",
            [
                "GET heygen/v3/assets/ha1", "DELETE heygen/v3/assets/ha1",
                """POST heygen/v3/lipsyncs {"video":{"type":"asset_id","asset_id":"ha1"},"audio":{"type":"url","url":"https://a.example/a.mp3"}}""",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Objects))]
    public async Task What_an_answer_creates_is_its_callers_own(string creation, string? body, string type, string answer, string[] uses)
    {
        two.Answer(Upstream(creation), answer);
        if (creation.Contains("batches", StringComparison.Ordinal)) await CreateAsync("POST openai/v1/files", null, Form, """{"id":"file-o2","object":"file"}""");
        await CreateAsync(creation, body, type, answer);

        foreach (var use in uses)
        {
            var parts = use.Split(' ', 3);
            var (call, json) = ($"{parts[0]} {parts[1]}", parts.Length > 2 ? parts[2] : null);
            var before = two.Provider.Calls.Count;
            using var theirs = await two.SendAsync(two.Theirs, call, json);
            Assert.True(theirs.StatusCode == HttpStatusCode.NotFound, $"{use}: {(int)theirs.StatusCode} {await theirs.Content.ReadAsStringAsync()}");
            Assert.Equal("not_found", theirs.Headers.GetValues("X-LlmGateway-Error").Single());
            AssertDialect(call, JsonNode.Parse(await theirs.Content.ReadAsStringAsync())!);
            Assert.Equal(before, two.Provider.Calls.Count);

            // Not even a key that may use unknown ids: this one is known, and somebody else's.
            using var trusting = await two.SendAsync(two.Trusting, call, json);
            Assert.Equal((HttpStatusCode.NotFound, use), (trusting.StatusCode, use));

            using var ours = await two.SendAsync(two.Ours, call, json);
            Assert.True(ours.IsSuccessStatusCode, $"{use}: {(int)ours.StatusCode} {await ours.Content.ReadAsStringAsync()}");
            Assert.Equal(before + 1, two.Provider.Calls.Count);
        }
    }

    [Fact]
    public async Task A_second_value_of_a_parameter_hides_no_id_of_another_organization()
    {
        await CreateAsync("POST heygen/v3/videos", """{"type":"avatar","avatar_id":"Abigail","voice_id":"v","script":"Welcome."}""", "application/json", """{"data":{"video_id":"hv8","status":"waiting"}}""");
        two.Answer("POST /v3/videos", """{"data":{"video_id":"hv9","status":"waiting"}}""");
        using var created = await two.SendAsync(two.Theirs, "POST heygen/v3/videos", """{"type":"avatar","avatar_id":"Abigail","voice_id":"v","script":"Welcome."}""");
        using var statuses = await two.SendAsync(two.Theirs, "GET heygen/v3/videos/statuses?video_ids=hv9&video_ids=hv8");
        Assert.Equal(HttpStatusCode.NotFound, statuses.StatusCode);
    }

    [Fact]
    public async Task The_files_that_a_batch_makes_are_its_owners()
    {
        await CreateAsync("POST openai/v1/files", null, Form, """{"id":"file-o3","object":"file"}""");
        await CreateAsync(
            "POST openai/v1/batches", """{"input_file_id":"file-o3","endpoint":"/v1/chat/completions","completion_window":"24h"}""", "application/json",
            """{"id":"batch_o3","object":"batch","status":"in_progress","request_counts":{"total":1,"completed":0,"failed":0}}""");
        two.Answer("GET /v1/batches/batch_o3", """{"id":"batch_o3","object":"batch","status":"completed","model":"gpt-4o-mini","output_file_id":"file-made","request_counts":{"total":1,"completed":1,"failed":0},"usage":{"input_tokens":3,"output_tokens":1,"total_tokens":4}}""");
        using var look = await two.SendAsync(two.Ours, "GET openai/v1/batches/batch_o3");
        Assert.Equal(HttpStatusCode.OK, look.StatusCode);
        using var ours = await two.SendAsync(two.Ours, "GET openai/v1/files/file-made/content");
        using var theirs = await two.SendAsync(two.Theirs, "GET openai/v1/files/file-made/content");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (ours.StatusCode, theirs.StatusCode));
    }

    [Fact]
    public async Task The_video_that_an_operation_makes_is_its_owners()
    {
        await CreateAsync(
            "POST gemini/v1beta/models/veo-3.1-generate-preview:predictLongRunning", """{"instances":[{"prompt":"A fox"}],"parameters":{"durationSeconds":8}}""", "application/json",
            """{"name":"models/veo-3.1-generate-preview/operations/op3"}""");
        two.Answer(
            "GET /v1beta/models/veo-3.1-generate-preview/operations/op3",
            """{"name":"models/veo-3.1-generate-preview/operations/op3","done":true,"response":{"generateVideoResponse":{"generatedSamples":[{"video":{"uri":"https://generativelanguage.googleapis.com/v1beta/files/vid3:download?alt=media"}}]}}}""");
        using var look = await two.SendAsync(two.Ours, "GET gemini/v1beta/models/veo-3.1-generate-preview/operations/op3");
        Assert.Equal(HttpStatusCode.OK, look.StatusCode);
        using var ours = await two.SendAsync(two.Ours, "GET gemini/v1beta/files/vid3:download?alt=media");
        using var theirs = await two.SendAsync(two.Theirs, "GET gemini/v1beta/files/vid3:download?alt=media");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (ours.StatusCode, theirs.StatusCode));
    }

    private async Task CreateAsync(string creation, string? body, string type, string answer)
    {
        two.Answer(Upstream(creation), answer);
        using var created = await two.SendAsync(two.Ours, creation, body ?? "--x--", type);
        Assert.True(created.IsSuccessStatusCode, $"{creation}: {(int)created.StatusCode} {await created.Content.ReadAsStringAsync()}");
    }

    /// <summary>The call as the provider sees it.</summary>
    private static string Upstream(string call) => call.Replace(" openai/", " /", StringComparison.Ordinal).Replace(" gemini/", " /", StringComparison.Ordinal).Replace(" heygen/", " /", StringComparison.Ordinal);

    private static void AssertDialect(string call, JsonNode body)
    {
        if (call.Contains("gemini/", StringComparison.Ordinal)) Assert.Equal("NOT_FOUND", body["error"]!["status"]!.GetValue<string>());
        else if (call.Contains("heygen/v1", StringComparison.Ordinal)) Assert.Equal(400404, body["code"]!.GetValue<int>());
        else Assert.NotEmpty(body["error"]!["message"]!.GetValue<string>());
    }
}
