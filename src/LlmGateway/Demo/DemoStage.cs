using System.Text.Json;
using System.Text.Json.Nodes;
using LlmGateway.Simulator;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace LlmGateway.Demo;

/// <summary>Simulated providers and a gateway in front of them, both in this process on free ports of 127.0.0.1, with their data in a temporary directory.</summary>
internal sealed class DemoStage : IAsyncDisposable
{
    private readonly SimulatedProviders _providers;
    private readonly WebApplication _gateway;
    private readonly DirectoryInfo _directory;

    private DemoStage(SimulatedProviders providers, WebApplication gateway, DirectoryInfo directory, Uri address, HttpClient admin)
    {
        (_providers, _gateway, _directory) = (providers, gateway, directory);
        (Address, Admin) = (address, admin);
    }

    public Uri Address { get; }

    public Uri ProvidersAddress => _providers.Address;

    public HttpClient Admin { get; }

    public HttpClient Client { get; } = new();

    public static async Task<DemoStage> StartAsync(CancellationToken cancellation)
    {
        var directory = Directory.CreateTempSubdirectory("llmgateway-demo-");
        var providers = await SimulatedProviders.StartAsync(new SimulatorOptions(), cancellation);
        const string token = "demo-admin-token-of-a-process-that-ends-soon";
        var gateway = Gateway.Build([], builder => builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Urls"] = "http://127.0.0.1:0",
            ["Data:Directory"] = directory.FullName,
            ["Admin:Token"] = token,
            ["OPENAI_API_KEY"] = "simulated",
            ["GEMINI_API_KEY"] = "simulated",
            ["HEYGEN_API_KEY"] = "simulated",
            ["ReverseProxy:Clusters:openai:Destinations:default:Address"] = $"{providers.Address}openai/",
            ["ReverseProxy:Clusters:gemini:Destinations:default:Address"] = $"{providers.Address}gemini/",
            ["ReverseProxy:Clusters:heygen:Destinations:default:Address"] = $"{providers.Address}heygen/",
            ["ReverseProxy:Clusters:heygen_upload:Destinations:default:Address"] = $"{providers.Address}heygen/",
            ["Logging:LogLevel:Default"] = "None",
        }));
        await gateway.StartAsync(cancellation);
        var address = new Uri(gateway.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        var admin = new HttpClient { BaseAddress = new Uri(address, "admin/v1/") };
        admin.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return new(providers, gateway, directory, address, admin);
    }

    /// <summary>Creates something by the admin API and returns what it answers.</summary>
    public async Task<JsonNode> CreateAsync(string route, object body, CancellationToken cancellation)
    {
        using var response = await Admin.PostAsJsonAsync(route, body, JsonSerializerOptions.Web, cancellation);
        return await ReadAsync(response, cancellation);
    }

    public async Task<JsonNode> GetAsync(string route, CancellationToken cancellation)
    {
        using var response = await Admin.GetAsync(new Uri(route, UriKind.Relative), cancellation);
        return await ReadAsync(response, cancellation);
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var text = await response.Content.ReadAsStringAsync(cancellation);
        return response.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new DemoFailedException($"{response.RequestMessage!.RequestUri}: {(int)response.StatusCode} {text}");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Admin.Dispose();
        await _gateway.StopAsync();
        await _gateway.DisposeAsync();
        await _providers.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
