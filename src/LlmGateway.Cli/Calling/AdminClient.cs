using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmGateway.Cli.Calling;

/// <summary>Calls the admin API: one method per verb, a server's refusal is a <see cref="CommandFailedException"/>.</summary>
internal sealed class AdminClient(Connection connection) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        // A redirect would carry an administrator's call somewhere else; a proxy cannot reach this machine's loopback.
        AllowAutoRedirect = false,
        UseProxy = !connection.Address.IsLoopback,
        UseCookies = false,
    })
    {
        BaseAddress = connection.Address,
        Timeout = TimeSpan.FromSeconds(100),
    };

    public Task<JsonNode?> GetAsync(AdminPath path, CancellationToken cancel) => JsonAsync(HttpMethod.Get, path, null, cancel);

    public Task<JsonNode?> PostAsync(AdminPath path, JsonObject? body, CancellationToken cancel) => JsonAsync(HttpMethod.Post, path, body, cancel);

    public Task<JsonNode?> PutAsync(AdminPath path, JsonObject body, CancellationToken cancel) => JsonAsync(HttpMethod.Put, path, body, cancel);

    public Task<JsonNode?> PatchAsync(AdminPath path, JsonObject body, CancellationToken cancel) => JsonAsync(HttpMethod.Patch, path, body, cancel);

    public Task<JsonNode?> DeleteAsync(AdminPath path, CancellationToken cancel) => JsonAsync(HttpMethod.Delete, path, null, cancel);

    /// <summary>An answer that is not JSON: a report as CSV.</summary>
    public async Task<string> GetTextAsync(AdminPath path, CancellationToken cancel)
    {
        var answer = await SendAsync(HttpMethod.Get, path.ToString(), null, cancel);
        if (!answer.IsSuccess) throw ServerRefusal.Of(answer, connection);
        return answer.Body;
    }

    /// <summary>Is the gateway ready? Needs no token, and "no" is an answer, not a failure.</summary>
    public Task<ServerAnswer> GetReadinessAsync(CancellationToken cancel) => SendAsync(HttpMethod.Get, "health/ready", null, cancel);

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode?> JsonAsync(HttpMethod method, AdminPath path, JsonObject? body, CancellationToken cancel)
    {
        var answer = await SendAsync(method, path.ToString(), body, cancel);
        if (!answer.IsSuccess) throw ServerRefusal.Of(answer, connection);
        if (answer.Body.Length == 0) return null;
        return answer.Json ?? throw new CommandFailedException(ExitCode.Failure,
            $"{connection.ShownAddress} answered something that is not JSON.", "Is --url the address of the gateway itself?");
    }

    private async Task<ServerAnswer> SendAsync(HttpMethod method, string path, JsonObject? body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("*/*"));
        if (connection.Token is { } token) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Secret);
        if (body is not null) request.Content = new StringContent(body.ToJsonString(JsonSerializerOptions.Default), Encoding.UTF8, "application/json");
        try
        {
            using var response = await _http.SendAsync(request, cancel);
            return new ServerAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancel));
        }
        catch (HttpRequestException failure)
        {
            throw Unreachable(Reason(failure));
        }
        catch (TaskCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw Unreachable($"no answer within {_http.Timeout.TotalSeconds} s");
        }
    }

    private CommandFailedException Unreachable(string reason) => new(ExitCode.Failure,
        $"No gateway answers at {connection.ShownAddress} ({reason}).",
        "Is it running? Start one with: dotnet run --project src/LlmGateway",
        "Is it somewhere else? Give --url http://host:port or set LLMGW_URL.");

    private static string Reason(HttpRequestException failure) => failure.HttpRequestError switch
    {
        HttpRequestError.ConnectionError => "connection refused or no route",
        HttpRequestError.NameResolutionError => "the host's name is not known",
        HttpRequestError.SecureConnectionError => "the TLS handshake failed; is it http and not https?",
        HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse => "the answer broke off or is not HTTP",
        var other => other.ToString(),
    };
}
