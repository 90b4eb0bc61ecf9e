using LlmGateway.Simulator.Calls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace LlmGateway.Simulator.Gemini;

/// <summary>The simulated Gemini API, for v1, v1beta and v1alpha; shapes from the fact sheet's sections 3 to 6.</summary>
internal static class GeminiApi
{
    private static readonly ErrorShape s_errors = new((status, message) => new { error = new { code = status, message, status = Name(status) } });

    public static void Map(IEndpointRouteBuilder routes, CallDesk desk)
    {
        Add("POST", "models/{model}:generateContent", GenerateContent.PlainAsync);
        Add("POST", "models/{model}:streamGenerateContent", GenerateContent.StreamAsync);
        Add("POST", "models/{model}:countTokens", call => call.JsonAsync(new { totalTokens = TextTokens.Count(call.Body), promptTokensDetails = new[] { new { modality = "TEXT", tokenCount = TextTokens.Count(call.Body) } } }));
        Add("POST", "models/{model}:embedContent", EmbedContent.OneAsync);
        Add("POST", "models/{model}:batchEmbedContents", EmbedContent.ManyAsync);
        Add("POST", "models/{model}:predictLongRunning", Veo.SubmitAsync);
        Add("GET", "models/{model}/operations/{id}", Veo.OperationAsync);
        Add("GET", "files/{file}:download", Veo.DownloadAsync);
        Add("GET", "models", call => call.JsonAsync(new { models = new[] { Model("gemini-2.5-flash"), Model("gemini-3.8-flash"), Model("gemini-embedding-2") } }));
        Add("GET", "models/{model}", call => call.JsonAsync(Model(call.Route("model"))));
        routes.Map("/gemini/{**path}", http => s_errors.WriteAsync(http, 404, "Requested entity was not found."));

        void Add(string method, string path, Func<SimulatedCall, Task> handle) => desk.Map(routes, method, "/gemini/{version:regex(^v1(beta|alpha)?$)}/" + path, s_errors, handle);
    }

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
