using System.Globalization;
using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Forwarding;

/// <summary>A gateway with two keys, the first of which always comes first; to it the provider answers with the status that the client's header names, to the second a completion.</summary>
public sealed class FailoverStage : IAsyncLifetime
{
    private const string StatusHeader = "X-First-Status";
    private const string CallHeader = "X-Call";

    private ScriptedProvider _provider = null!;

    public Stage Stage { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _provider = await ScriptedProvider.StartAsync((http, call) => call.Credential == "sk-first"
            ? ScriptedProvider.AnswerAsync(http, int.Parse(call.Headers[StatusHeader], CultureInfo.InvariantCulture), ScriptedProvider.Error)
            : ScriptedProvider.AnswerAsync(http, 200, ScriptedProvider.Completion));
        Stage = await Stage.StartAsync(new()
        {
            ["OPENAI_API_KEY"] = "",
            ["Upstreams:openai:first:Key"] = "sk-first",
            ["Upstreams:openai:first:Weight"] = "1000",
            ["Upstreams:openai:second:Key"] = "sk-second",
            ["Failover:Rest"] = "00:00:00",
            ["ReverseProxy:Clusters:openai:Destinations:default:Address"] = _provider.Address,
        });
    }

    /// <summary>The gateway's answer, and what the provider was asked for it.</summary>
    public async Task<(HttpResponseMessage Response, IReadOnlyList<ProviderCall> Calls)> CallAsync(string secret, string json, int status)
    {
        using var request = Stage.Call(Stage.Address, secret, "openai/v1/chat/completions", json);
        var id = Guid.NewGuid().ToString();
        request.Headers.Add(CallHeader, id);
        request.Headers.Add(StatusHeader, status.ToString(CultureInfo.InvariantCulture));
        var response = await Stage.Client.SendAsync(request);
        return (response, [.. _provider.Calls.Where(call => call.Headers[CallHeader] == id)]);
    }

    public async ValueTask DisposeAsync()
    {
        await Stage.DisposeAsync();
        await _provider.DisposeAsync();
    }
}
