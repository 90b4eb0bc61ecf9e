using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LlmGateway.IntegrationTests.Infrastructure;

/// <summary>A provider that answers as a test tells it to, faults included, and keeps what it was asked.</summary>
public sealed class ScriptedProvider : IAsyncDisposable
{
    /// <summary>A chat completion of 9 and 3 tokens.</summary>
    public const string Completion = """{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-4o-mini","choices":[{"index":0,"message":{"role":"assistant","content":"Hello."},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12}}""";

    /// <summary>An error as OpenAI writes it.</summary>
    public const string Error = """{"error":{"message":"from the provider","type":"server_error","param":null,"code":null}}""";

    private readonly ConcurrentQueue<ProviderCall> _calls = new();
    private readonly WebApplication _app;

    private ScriptedProvider(Func<HttpContext, ProviderCall, Task> answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            var credential = http.Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal);
            if (credential.Length == 0) credential = http.Request.Headers["x-goog-api-key"].ToString() + http.Request.Headers["X-Api-Key"];
            var call = new ProviderCall(http.Request.Method, http.Request.Path + http.Request.QueryString, credential, body.ToArray(), http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase));
            _calls.Enqueue(call);
            await answer(http, call);
        });
    }

    public string Address => _app.Urls.First() + "/";

    public IReadOnlyList<ProviderCall> Calls => [.. _calls];

    public IEnumerable<string> Credentials => _calls.Select(call => call.Credential);

    public static async Task<ScriptedProvider> StartAsync(Func<HttpContext, ProviderCall, Task> answer)
    {
        var provider = new ScriptedProvider(answer);
        await provider._app.StartAsync();
        return provider;
    }

    /// <summary>A plain answer.</summary>
    public static async Task AnswerAsync(HttpContext http, int status, string json)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(json);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }
}
