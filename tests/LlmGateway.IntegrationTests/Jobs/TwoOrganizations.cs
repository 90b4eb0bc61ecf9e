using System.Collections.Concurrent;
using LlmGateway.IntegrationTests.Infrastructure;

namespace LlmGateway.IntegrationTests.Jobs;

/// <summary>A gateway whose provider accounts two organizations share, in front of a provider that answers with what a test puts there, else with an empty object.</summary>
public sealed class TwoOrganizations : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, (int Status, string Json)> _answers = new();

    public ScriptedProvider Provider { get; private set; } = null!;

    public Stage Stage { get; private set; } = null!;

    /// <summary>A key of each organization.</summary>
    public string Ours { get; private set; } = null!;

    public string Theirs { get; private set; } = null!;

    /// <summary>A key of the second organization that may use ids which the gateway has never seen.</summary>
    public string Trusting { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Provider = await ScriptedProvider.StartAsync((http, call) =>
        {
            var (status, json) = _answers.GetValueOrDefault($"{call.Method} {call.Path}", (200, "{}"));
            return ScriptedProvider.AnswerAsync(http, status, json);
        });
        Stage = await Stage.StartAsync(new()
        {
            ["ReverseProxy:Clusters:openai:Destinations:default:Address"] = Provider.Address,
            ["ReverseProxy:Clusters:gemini:Destinations:default:Address"] = Provider.Address,
            ["ReverseProxy:Clusters:heygen:Destinations:default:Address"] = Provider.Address,
            ["ReverseProxy:Clusters:heygen_upload:Destinations:default:Address"] = Provider.Address,
        });
        await Stage.PostAsync("organizations", new { id = "other", name = "Other" });
        Ours = (await Stage.KeyAsync()).Secret;
        Theirs = (await Stage.KeyAsync(new { organization = "other" })).Secret;
        Trusting = (await Stage.KeyAsync(new { organization = "other", unknown_objects = "allow" })).Secret;
    }

    public void Answer(string call, string json, int status = 200) => _answers[call] = (status, json);

    public Task<HttpResponseMessage> SendAsync(string secret, string call, string? json = null, string type = "application/json")
    {
        var (method, path) = (call.Split(' ')[0], call.Split(' ')[1]);
        var request = Stage.Call(Stage.Address, secret, path, null);
        request.Method = new(method);
        if (json is not null) request.Content = new StringContent(json) { Headers = { ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type) } };
        return Stage.Client.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        await Stage.DisposeAsync();
        await Provider.DisposeAsync();
    }
}
