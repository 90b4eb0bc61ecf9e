using LlmGateway.Simulator.Calls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LlmGateway.Simulator.OpenAI;

/// <summary>The simulated OpenAI API; shapes from the fact sheet's sections 3 to 6.</summary>
internal sealed class OpenAIApi
{
    private static readonly ErrorShape s_errors = new((status, message) => new
    {
        error = new
        {
            message,
            type = status switch { 429 => "requests", >= 500 => "server_error", _ => "invalid_request_error" },
            param = (string?)null,
            code = status switch { 401 => "invalid_api_key", 429 => "rate_limit_exceeded", _ => null },
        },
    });

    private readonly IEndpointRouteBuilder _routes;
    private readonly CallDesk _desk;
    private readonly OpenAIObjects _objects = new();

    private OpenAIApi(IEndpointRouteBuilder routes, CallDesk desk) => (_routes, _desk) = (routes, desk);

    public static void Map(IEndpointRouteBuilder routes, CallDesk desk)
    {
        var api = new OpenAIApi(routes, desk);
        api.MapText();
        api.MapMedia();
        api.MapStored();
        api.Add("GET", "models", call => call.JsonAsync(new { @object = "list", data = Models().Select(Model) }));
        api.Add("GET", "models/{**id}", call => call.JsonAsync(Model(call.Route("id"))));
        routes.Map("/openai/{**path}", http => s_errors.WriteAsync(http, 404, $"Invalid URL ({http.Request.Method} {http.Request.Path})"));
    }

    private void MapText()
    {
        var completions = new StoredCompletions(_objects);
        var responses = new StoredResponses(_objects);
        Add("POST", "chat/completions", new ChatCompletions(completions).AnswerAsync);
        Add("GET", "chat/completions", call => _objects.ListAsync(call, "chat.completion"));
        Add("GET", "chat/completions/{id}", _objects.GetAsync);
        Add("POST", "chat/completions/{id}", _objects.UpdateAsync);
        Add("DELETE", "chat/completions/{id}", call => _objects.DeleteAsync(call, "chat.completion.deleted"));
        Add("GET", "chat/completions/{id}/messages", completions.MessagesAsync);
        Add("POST", "completions", Completions.AnswerAsync);
        Add("POST", "responses", new Responses(responses).AnswerAsync);
        Add("POST", "responses/input_tokens", Responses.CountAsync);
        Add("POST", "responses/compact", Responses.CompactAsync);
        Add("GET", "responses/{id}", responses.GetAsync);
        Add("DELETE", "responses/{id}", call => _objects.DeleteAsync(call, "response"));
        Add("POST", "responses/{id}/cancel", responses.CancelAsync);
        Add("GET", "responses/{id}/input_items", responses.InputItemsAsync);
        Add("POST", "embeddings", Embeddings.AnswerAsync);
        Add("POST", "moderations", Moderations.AnswerAsync);
    }

    private void MapMedia()
    {
        Add("POST", "images/generations", Images.AnswerAsync);
        Add("POST", "images/edits", Images.EditAsync);
        Add("POST", "images/variations", Images.VaryAsync);
        Add("POST", "audio/speech", Audio.SpeechAsync);
        Add("POST", "audio/transcriptions", Audio.TranscribeAsync);
        Add("POST", "audio/translations", Audio.TranscribeAsync);
        Add("POST", "videos", Videos.CreateAsync);
        Add("POST", "videos/{id}/remix", Videos.RemixAsync);
        Add("GET", "videos/{id}", Videos.GetAsync);
        Add("GET", "videos/{id}/content", Videos.ContentAsync);
        Add("DELETE", "videos/{id}", Videos.DeleteAsync);
    }

    private void MapStored()
    {
        var files = new Files(_objects);
        var batches = new Batches(_objects, files);
        var stores = new VectorStores(_objects);
        var conversations = new Conversations(_objects);
        Add("POST", "files", files.UploadAsync);
        Add("GET", "files", call => _objects.ListAsync(call, "file"));
        Add("GET", "files/{id}", _objects.GetAsync);
        Add("DELETE", "files/{id}", call => _objects.DeleteAsync(call, "file"));
        Add("GET", "files/{id}/content", files.ContentAsync);
        Add("POST", "uploads", files.BeginAsync);
        Add("POST", "uploads/{id}/parts", files.PartAsync);
        Add("POST", "uploads/{id}/complete", files.CompleteAsync);
        Add("POST", "uploads/{id}/cancel", files.CancelAsync);
        Add("POST", "batches", batches.CreateAsync);
        Add("GET", "batches", call => _objects.ListAsync(call, "batch"));
        Add("GET", "batches/{id}", batches.GetAsync);
        Add("POST", "batches/{id}/cancel", batches.CancelAsync);
        Add("POST", "vector_stores", stores.CreateAsync);
        Add("GET", "vector_stores/{id}", _objects.GetAsync);
        Add("DELETE", "vector_stores/{id}", call => _objects.DeleteAsync(call, "vector_store.deleted"));
        Add("POST", "vector_stores/{id}/files", stores.AddFileAsync);
        Add("POST", "vector_stores/{id}/search", stores.SearchAsync);
        Add("POST", "conversations", conversations.CreateAsync);
        Add("GET", "conversations/{id}", conversations.GetAsync);
        Add("DELETE", "conversations/{id}", call => _objects.DeleteAsync(call, "conversation.deleted"));
        Add("POST", "conversations/{id}/items", conversations.AddItemsAsync);
        Add("GET", "conversations/{id}/items", conversations.ListItemsAsync);
    }

    private void Add(string method, string path, Func<SimulatedCall, Task> handle) => _desk.Map(_routes, method, $"/openai/v1/{path}", s_errors, call =>
    {
        Sign(call.Http.Response);
        return handle(call);
    });

    private static string[] Models() => ["gpt-4o-mini", "gpt-4o", "gpt-5.6-terra", "text-embedding-3-small", "gpt-image-2", "sora-2"];

    private static object Model(string id) => new { id, @object = "model", created = Serial.Created, owned_by = "simulator" };

    /// <summary>The headers that every answer carries, those among them that must not reach a tenant.</summary>
    private static void Sign(HttpResponse response)
    {
        var headers = response.Headers;
        headers["x-request-id"] = Serial.Next("req_");
        headers["openai-organization"] = "org-of-the-real-account";
        headers["openai-project"] = "proj-of-the-real-account";
        headers["openai-processing-ms"] = "12";
        headers["openai-version"] = "2020-10-01";
        headers["x-ratelimit-limit-requests"] = "5000";
        headers["x-ratelimit-remaining-requests"] = "4999";
        headers.SetCookie = "__cf_bm=shared-by-all-tenants; path=/";
        headers["alt-svc"] = "h3=\":443\"";
        headers.StrictTransportSecurity = "max-age=31536000";
    }
}
