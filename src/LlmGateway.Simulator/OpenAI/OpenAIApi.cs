using LlmGateway.Simulator.Calls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LlmGateway.Simulator.OpenAI;

/// <summary>The simulated OpenAI API; shapes from the fact sheet's sections 3 to 6.</summary>
internal static class OpenAIApi
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

    public static void Map(IEndpointRouteBuilder routes, CallDesk desk)
    {
        Add("POST", "chat/completions", ChatCompletions.AnswerAsync);
        Add("POST", "responses", Responses.AnswerAsync);
        Add("POST", "embeddings", Embeddings.AnswerAsync);
        Add("POST", "images/generations", Images.AnswerAsync);
        Add("POST", "videos", Videos.CreateAsync);
        Add("GET", "videos/{id}", Videos.GetAsync);
        Add("GET", "videos/{id}/content", Videos.ContentAsync);
        Add("DELETE", "videos/{id}", Videos.DeleteAsync);
        Add("GET", "models", call => call.JsonAsync(new { @object = "list", data = Models().Select(Model) }));
        Add("GET", "models/{**id}", call => call.JsonAsync(Model(call.Route("id"))));
        routes.Map("/openai/{**path}", http => s_errors.WriteAsync(http, 404, $"Invalid URL ({http.Request.Method} {http.Request.Path})"));

        void Add(string method, string path, Func<SimulatedCall, Task> handle) => desk.Map(routes, method, $"/openai/v1/{path}", s_errors, call =>
        {
            Sign(call.Http.Response);
            return handle(call);
        });
    }

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
