using System.Text.Json.Nodes;
using LlmGateway.Simulator.Calls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LlmGateway.Simulator.Gemini;

/// <summary>The simulated Gemini API, for v1, v1beta and v1alpha; shapes from the fact sheet's sections 2 to 6.</summary>
internal sealed class GeminiApi
{
    /// <summary>Where a stream is an array, and on the OpenAI-compatible endpoints, an error is in an array too.</summary>
    private static readonly ErrorShape s_errors = new(
        (status, message) => new { error = new { code = status, message, status = Name(status) } },
        (http, error) => IsInArray(http.Request) ? new[] { error } : error);

    private static readonly string[] s_versions = ["v1", "v1beta", "v1alpha"];

    private readonly IEndpointRouteBuilder _routes;
    private readonly CallDesk _desk;
    private readonly GeminiObjects _objects = new();

    private GeminiApi(IEndpointRouteBuilder routes, CallDesk desk) => (_routes, _desk) = (routes, desk);

    public static void Map(IEndpointRouteBuilder routes, CallDesk desk)
    {
        var api = new GeminiApi(routes, desk);
        api.MapModels();
        api.MapStored();
        api.MapJobs();
        api.MapCompatible();
        routes.Map("/gemini/{**path}", http => s_errors.WriteAsync(http, 404, "Requested entity was not found."));
    }

    private void MapModels()
    {
        var generate = new GenerateContent(_objects);
        Add("POST", "models/{model}:generateContent", generate.PlainAsync);
        Add("POST", "models/{model}:streamGenerateContent", generate.StreamAsync);
        Add("POST", "models/{model}:countTokens", CountAsync);
        Add("POST", "models/{model}:embedContent", EmbedContent.OneAsync);
        Add("POST", "models/{model}:batchEmbedContents", EmbedContent.ManyAsync);
        Add("POST", "models/{model}:predict", Imagen.PredictAsync);
        Add("GET", "models", call => call.JsonAsync(new { models = new[] { Model("gemini-2.5-flash"), Model("gemini-3.8-flash"), Model("gemini-embedding-2") } }));
        Add("GET", "models/{model}", call => call.JsonAsync(Model(call.Route("model"))));
    }

    private void MapStored()
    {
        var files = new Files(_objects);
        var search = new FileSearch(_objects, files);
        var caches = new Caches(_objects);
        foreach (var method in (ReadOnlySpan<string>)["POST", "PUT"])
        {
            Add(method, "files", files.UploadAsync, upload: true);
            Add(method, "fileSearchStores/{store}:uploadToFileSearchStore", search.UploadAsync, upload: true);
        }

        Add("GET", "files", call => _objects.ListAsync(call, "files"));
        Add("GET", "files/{file}:download", files.DownloadAsync);
        Add("GET", "files/{file}", call => _objects.GetAsync(call, "files/" + call.Route("file")));
        Add("DELETE", "files/{file}", call => _objects.DeleteAsync(call, "files/" + call.Route("file")));
        Add("POST", "fileSearchStores", search.CreateAsync);
        Add("POST", "fileSearchStores/{store}:importFile", search.ImportAsync);
        Add("GET", "fileSearchStores/{store}", call => _objects.GetAsync(call, "fileSearchStores/" + call.Route("store")));
        Add("DELETE", "fileSearchStores/{store}", call => _objects.DeleteAsync(call, "fileSearchStores/" + call.Route("store")));
        Add("POST", "cachedContents", caches.CreateAsync);
        Add("GET", "cachedContents", call => _objects.ListAsync(call, "cachedContents"));
        Add("GET", "cachedContents/{cache}", call => _objects.GetAsync(call, "cachedContents/" + call.Route("cache")));
        Add("PATCH", "cachedContents/{cache}", caches.UpdateAsync);
        Add("DELETE", "cachedContents/{cache}", call => _objects.DeleteAsync(call, "cachedContents/" + call.Route("cache")));
    }

    private void MapJobs()
    {
        var batches = new Batches(_objects);
        var interactions = new Interactions(_objects);
        Add("POST", "models/{model}:predictLongRunning", Veo.SubmitAsync);
        Add("GET", "models/{model}/operations/{id}", Veo.OperationAsync);
        Add("POST", "models/{model}:batchGenerateContent", batches.GenerateAsync);
        Add("POST", "models/{model}:asyncBatchEmbedContent", batches.EmbedAsync);
        Add("GET", "batches/{batch}", batches.GetAsync);
        Add("POST", "batches/{batch}:cancel", batches.CancelAsync);
        Add("DELETE", "batches/{batch}", call => _objects.DeleteAsync(call, "batches/" + call.Route("batch")));
        Add("POST", "interactions", interactions.CreateAsync);
        Add("GET", "interactions/{interaction}", interactions.GetAsync);
        Add("POST", "interactions/{interaction}/cancel", interactions.CancelAsync);
        Add("DELETE", "interactions/{interaction}", interactions.DeleteAsync);
    }

    private void MapCompatible()
    {
        Add("POST", "openai/chat/completions", CompatibleChat.ChatAsync);
        Add("POST", "openai/embeddings", CompatibleChat.EmbeddingsAsync);
        Add("POST", "openai/images/generations", CompatibleChat.ImagesAsync);
        Add("GET", "openai/models", call => call.JsonAsync(new { @object = "list", data = new[] { new { id = "models/gemini-2.5-flash", @object = "model", owned_by = "google" } } }));
    }

    private void Add(string method, string path, Func<SimulatedCall, Task> handle, bool upload = false)
    {
        foreach (var version in s_versions) _desk.Map(_routes, method, $"/gemini/{(upload ? "upload/" : "")}{version}/{path}", s_errors, handle, raw: upload || method == "PATCH");
    }

    private static Task CountAsync(SimulatedCall call)
    {
        var request = call.Body["generateContentRequest"] ?? call.Body;
        var tokens = TextTokens.Count(request["contents"]) + TextTokens.Count(request["systemInstruction"]);
        return call.JsonAsync(new JsonObject { ["totalTokens"] = tokens, ["promptTokensDetails"] = new JsonArray(new JsonObject { ["modality"] = "TEXT", ["tokenCount"] = tokens }) });
    }

    private static bool IsInArray(HttpRequest request) =>
        request.Path.Value?.Contains("/openai/", StringComparison.Ordinal) == true
        || (request.Path.Value?.EndsWith(":streamGenerateContent", StringComparison.Ordinal) == true && request.Query["alt"] != "sse");

    private static object Model(string name) => new { name = "models/" + name, displayName = name, inputTokenLimit = 1_048_576, outputTokenLimit = 65_536 };

    private static string Name(int status) => status switch
    {
        400 => "INVALID_ARGUMENT",
        401 => "UNAUTHENTICATED",
        403 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        429 => "RESOURCE_EXHAUSTED",
        503 => "UNAVAILABLE",
        504 => "DEADLINE_EXCEEDED",
        _ => "INTERNAL",
    };
}
