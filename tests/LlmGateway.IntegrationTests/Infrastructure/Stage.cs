using System.Text.Json.Nodes;
using LlmGateway.Simulator;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LlmGateway.IntegrationTests.Infrastructure;

/// <summary>Simulated providers and a real gateway in front of them, on free ports of 127.0.0.1, with a data directory of their own.</summary>
public sealed class Stage : IAsyncDisposable
{
    public const string AdminToken = "integration-tests-admin-token-0123456789";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("llmgateway-tests-");
    private readonly WebApplication _gateway;

    private Stage(SimulatedProviders providers, Dictionary<string, string?> settings, TimeProvider? time)
    {
        Providers = providers;
        var all = Settings(providers.Address, _directory.FullName, "http://127.0.0.1:0");
        foreach (var (name, value) in settings) all[name] = value;
        _gateway = Gateway.Build([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(all);
            if (time is not null) builder.Services.AddSingleton(time);
        });
    }

    public SimulatedProviders Providers { get; }

    public Uri Address { get; private set; } = null!;

    public HttpClient Client { get; } = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });

    public HttpClient Admin { get; private set; } = null!;

    public IServiceProvider Services => _gateway.Services;

    /// <summary>Answers that the gateway reads on for clients that have left.</summary>
    public int Draining => Services.GetRequiredService<Observation.Drains>().Running;

    /// <param name="time">The gateway's clock; the system's where it is null.</param>
    public static async Task<Stage> StartAsync(Dictionary<string, string?>? settings = null, SimulatorOptions? simulator = null, TimeProvider? time = null)
    {
        var stage = new Stage(await SimulatedProviders.StartAsync(simulator ?? new SimulatorOptions(), CancellationToken.None), settings ?? [], time);
        await stage._gateway.StartAsync();
        stage.Address = new Uri(stage._gateway.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        stage.Admin = AdminClient(stage.Address);
        await Eventually.ReachesAsync(stage.IsReadyAsync, ready => ready, "a gateway that is ready");
        return stage;
    }

    private async Task<bool> IsReadyAsync()
    {
        using var answer = await Client.GetAsync(new Uri(Address, "health/ready"));
        return answer.IsSuccessStatusCode;
    }

    public static HttpClient AdminClient(Uri gateway)
    {
        var client = new HttpClient { BaseAddress = new Uri(gateway, "admin/v1/") };
        client.DefaultRequestHeaders.Authorization = new("Bearer", AdminToken);
        return client;
    }

    /// <summary>The settings that a gateway in front of the simulated providers runs with.</summary>
    public static Dictionary<string, string?> Settings(Uri providers, string directory, string urls) => new()
    {
        ["Urls"] = urls,
        ["Data:Directory"] = directory,
        ["Admin:Token"] = AdminToken,
        ["OPENAI_API_KEY"] = "sk-upstream-canary",
        ["GEMINI_API_KEY"] = "AIza-upstream-canary",
        ["HEYGEN_API_KEY"] = "hg-upstream-canary",
        ["ReverseProxy:Clusters:openai:Destinations:default:Address"] = $"{providers}openai/",
        ["ReverseProxy:Clusters:gemini:Destinations:default:Address"] = $"{providers}gemini/",
        ["ReverseProxy:Clusters:heygen:Destinations:default:Address"] = $"{providers}heygen/",
        ["ReverseProxy:Clusters:heygen_upload:Destinations:default:Address"] = $"{providers}heygen/",
        ["Logging:LogLevel:Default"] = "Warning",
    };

    /// <summary>Creates a key and returns its id and secret.</summary>
    public Task<(string Id, string Secret)> KeyAsync(object? fields = null) => Admin.KeyAsync(fields);

    public async Task<JsonNode> PostAsync(string route, object body) => await Admin.SendJsonAsync(HttpMethod.Post, route, body);

    /// <summary>A provider call with the key where that provider's users put it.</summary>
    public async Task<HttpResponseMessage> CallAsync(string secret, string path, string json, string? simulate = null, CancellationToken cancellation = default)
    {
        using var request = Call(Address, secret, path, json, simulate);
        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    public static HttpRequestMessage Call(Uri gateway, string secret, string path, string? json, string? simulate = null)
    {
        var request = new HttpRequestMessage(json is null ? HttpMethod.Get : HttpMethod.Post, new Uri(gateway, path));
        if (json is not null) request.Content = new StringContent(json, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        if (path.StartsWith("openai", StringComparison.Ordinal)) request.Headers.Authorization = new("Bearer", secret);
        else request.Headers.Add(path.StartsWith("gemini", StringComparison.Ordinal) ? "x-goog-api-key" : "X-Api-Key", secret);
        if (simulate is not null) request.Headers.Add("X-Simulate", simulate);
        return request;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Admin.Dispose();
        await _gateway.StopAsync();
        await _gateway.DisposeAsync();
        await Providers.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
