using LlmGateway.Metering;
using LlmGateway.Metering.Providers;
using LlmGateway.Metering.Providers.OpenAI;

namespace LlmGateway.Tests.Providers.OpenAI;

public sealed class OpenAICatalogTests
{
    private static readonly OperationCatalog s_catalog = new(OpenAIProvider.Instance);

    [Theory]
    [InlineData("POST", "/v1/chat/completions", "openai.chat_completions", OperationClass.Metered)]
    [InlineData("POST", "/v1/completions", "openai.completions", OperationClass.Metered)]
    [InlineData("POST", "/v1/responses", "openai.responses", OperationClass.Metered)]
    [InlineData("POST", "/v1/responses/compact", "openai.responses_compact", OperationClass.Metered)]
    [InlineData("POST", "/v1/responses/input_tokens", "openai.responses_input_tokens", OperationClass.Free)]
    [InlineData("GET", "/v1/responses/resp_1", "openai.response", OperationClass.JobRead)]
    [InlineData("POST", "/v1/responses/resp_1/cancel", "openai.response_access", OperationClass.Free)]
    [InlineData("POST", "/v1/embeddings", "openai.embeddings", OperationClass.Metered)]
    [InlineData("POST", "/v1/moderations", "openai.moderations", OperationClass.Metered)]
    [InlineData("POST", "/v1/images/generations", "openai.images_generations", OperationClass.Metered)]
    [InlineData("POST", "/v1/images/edits", "openai.images_edits", OperationClass.Metered)]
    [InlineData("POST", "/v1/images/variations", "openai.images_variations", OperationClass.Metered)]
    [InlineData("POST", "/v1/audio/speech", "openai.audio_speech", OperationClass.Metered)]
    [InlineData("POST", "/v1/audio/transcriptions", "openai.audio_transcriptions", OperationClass.Metered)]
    [InlineData("POST", "/v1/audio/translations", "openai.audio_translations", OperationClass.Metered)]
    [InlineData("POST", "/v1/videos", "openai.videos", OperationClass.JobSubmission)]
    [InlineData("POST", "/v1/videos/v_1/remix", "openai.video_remix", OperationClass.JobSubmission)]
    [InlineData("POST", "/v1/videos/edits", "openai.video_edits", OperationClass.JobSubmission)]
    [InlineData("POST", "/v1/videos/extensions", "openai.video_extensions", OperationClass.JobSubmission)]
    [InlineData("POST", "/v1/videos/characters", "openai.video_character_creation", OperationClass.Free)]
    [InlineData("GET", "/v1/videos/v_1", "openai.video", OperationClass.JobRead)]
    [InlineData("GET", "/v1/videos/v_1/content", "openai.video_access", OperationClass.Free)]
    [InlineData("POST", "/v1/batches", "openai.batches", OperationClass.JobSubmission)]
    [InlineData("GET", "/v1/batches/batch_1", "openai.batch", OperationClass.JobRead)]
    [InlineData("POST", "/v1/fine_tuning/jobs", "openai.fine_tuning_jobs", OperationClass.JobSubmission)]
    [InlineData("POST", "/v1/fine_tuning/alpha/graders/run", "openai.grader_run", OperationClass.Metered)]
    [InlineData("POST", "/v1/evals/eval_1/runs", "openai.eval_runs", OperationClass.JobSubmission)]
    [InlineData("POST", "/v1/threads/runs", "openai.thread_and_run", OperationClass.JobSubmission)]
    [InlineData("POST", "/v1/threads/thread_1/runs", "openai.thread_runs", OperationClass.JobSubmission)]
    [InlineData("POST", "/v1/threads/thread_1/runs/run_1/submit_tool_outputs", "openai.thread_tool_outputs", OperationClass.JobSubmission)]
    [InlineData("POST", "/v1/containers", "openai.containers", OperationClass.Metered)]
    [InlineData("POST", "/v1/vector_stores/vs_1/search", "openai.vector_store_search", OperationClass.Metered)]
    [InlineData("POST", "/v1/files", "openai.file_upload", OperationClass.Free)]
    [InlineData("GET", "/v1/models", "openai.models", OperationClass.Free)]
    [InlineData("GET", "/v1/models/ft:gpt-4o:acme::a/b", "openai.models", OperationClass.Free)]
    [InlineData("DELETE", "/v1/models/ft:gpt-4o:acme::a", "openai.model_deletion", OperationClass.Free)]
    [InlineData("POST", "/v1/realtime/client_secrets", "openai.realtime_client_secrets", OperationClass.Refused)]
    [InlineData("POST", "/v1/realtime/calls", "openai.realtime_calls", OperationClass.Refused)]
    [InlineData("POST", "/v1/live/sessions", "openai.live_sessions", OperationClass.Refused)]
    [InlineData("GET", "/v1/realtime", "openai.sockets", OperationClass.Refused)]
    [InlineData("POST", "/v1/chatkit/sessions", "openai.chatkit_sessions", OperationClass.Refused)]
    [InlineData("GET", "/v1/organization/usage/costs", "openai.administration", OperationClass.Refused)]
    [InlineData("POST", "/v1/projects/proj_1/api_keys", "openai.administration", OperationClass.Refused)]
    public void Each_path_has_its_class(string method, string path, string operation, OperationClass expected)
    {
        var call = s_catalog.Recognise("openai", method, path);
        Assert.Equal((operation, expected), (call?.Operation.Name, call?.Operation.Class));
    }

    [Theory]
    [InlineData("POST", "/v1/foo")]
    [InlineData("PUT", "/v1/chat/completions")]
    [InlineData("POST", "/v1/chat/completions/")]
    [InlineData("POST", "/chat/completions")]
    [InlineData("POST", "/v1/v1/chat/completions")]
    [InlineData("GET", "/v1")]
    public void What_is_not_listed_is_unknown(string method, string path) => Assert.Null(s_catalog.Recognise("openai", method, path));

    [Theory]
    [InlineData("/v1/files")]
    [InlineData("/v1/batches")]
    [InlineData("/v1/videos")]
    [InlineData("/v1/vector_stores")]
    [InlineData("/v1/containers")]
    [InlineData("/v1/chat/completions")]
    [InlineData("/v1/assistants")]
    [InlineData("/v1/fine_tuning/jobs")]
    [InlineData("/v1/evals")]
    [InlineData("/v1/skills")]
    public void Lists_show_the_whole_account(string path) => Assert.True(s_catalog.Recognise("openai", "GET", path)!.Operation.ListsAccount);

    [Fact]
    public void Every_operation_that_is_charged_says_what_is_held_and_what_is_charged()
    {
        foreach (var operation in OpenAIProvider.Instance.Operations)
        {
            Assert.NotEmpty(operation.Booking);
            if (operation.Class is OperationClass.Metered or OperationClass.JobSubmission) Assert.Contains("harged:", operation.Booking.Replace("charged:", "harged:", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Names_of_operations_are_unique_and_their_provider_is_in_front()
    {
        var names = OpenAIProvider.Instance.Operations.Select(operation => operation.Name).ToArray();
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(names, name => Assert.StartsWith("openai.", name, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_id_in_the_path_of_an_object_is_asked_for_its_owner()
    {
        foreach (var (operation, route) in OpenAIProvider.Instance.Operations.Where(operation => operation.Class is not OperationClass.Refused).SelectMany(operation => operation.Routes.Select(route => (operation, route))))
        {
            if (!route.Template.Contains("{id}", StringComparison.Ordinal)) continue;
            var path = route.Template.Replace("{id}", "obj_1", StringComparison.Ordinal);
            path = System.Text.RegularExpressions.Regex.Replace(path, @"\{\*?\w+\}", "x");
            var call = s_catalog.Recognise("openai", route.Method, path)!;
            var request = new CallRequest { Method = route.Method, Path = path, RouteValues = call.RouteValues, At = DateTimeOffset.UnixEpoch };
            Assert.Contains("obj_1", operation.References(request));
        }
    }
}
