using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LlmGateway.Tests.Cli;

/// <summary>A real HTTP server that plays the admin API: answers what a test lays down and remembers what it was asked.</summary>
public sealed class AdminApiDouble : IAsyncDisposable
{
    public const string Token = "adm_0123456789abcdefghijklmnop";

    private readonly WebApplication _server;
    private readonly ConcurrentDictionary<string, Func<RecordedRequest, (int Status, string Body)>> _answers = new();

    private AdminApiDouble(WebApplication server) => _server = server;

    public ConcurrentQueue<RecordedRequest> Requests { get; } = new();

    public string Address => _server.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();

    public static async Task<AdminApiDouble> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var api = new AdminApiDouble(builder.Build());
        api._server.Run(api.AnswerAsync);
        await api._server.StartAsync();
        return api;
    }

    /// <param name="route">Method and raw path, for example <c>GET /admin/v1/users</c>.</param>
    public void Lay(string route, string body, int status = 200) => _answers[route] = _ => (status, body);

    public void Lay(string route, Func<RecordedRequest, string> body) => _answers[route] = request => (200, body(request));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?', 2);
        var request = new RecordedRequest(
            http.Request.Method, target[0], target.Length > 1 ? target[1] : "", http.Request.Headers.Authorization.ToString(), await reader.ReadToEndAsync());
        Requests.Enqueue(request);

        var (status, body) = Answer(request);
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        if (body.Length > 0) await http.Response.WriteAsync(body);
    }

    private (int Status, string Body) Answer(RecordedRequest request)
    {
        if (request.Path.StartsWith("/admin/", StringComparison.Ordinal) && request.Authorization != $"Bearer {Token}")
            return (401, """{"error":{"code":"unauthorized","message":"The admin token is not right.","param":null,"request_id":"req_1"}}""");
        return _answers.TryGetValue($"{request.Method} {request.Path}", out var answer)
            ? answer(request)
            : (404, """{"error":{"code":"not_found","message":"There is no such thing.","param":"id","request_id":"req_2"}}""");
    }
}
