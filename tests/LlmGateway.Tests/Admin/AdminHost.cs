using System.Net.Http.Headers;
using System.Text;
using LlmGateway.Admin;
using LlmGateway.Authentication;
using LlmGateway.Database;
using LlmGateway.Forwarding;
using LlmGateway.Ledger;
using LlmGateway.Metering.Providers;
using LlmGateway.Metering.Providers.OpenAI;
using LlmGateway.Quotas;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace LlmGateway.Tests.Admin;

/// <summary>The administration with a real store and a real database, in process on a free port, at noon of 24 November 2026 if not told otherwise. Time is advanced in small steps: every timer of the process ticks through it.</summary>
internal sealed class AdminHost : IAsyncDisposable
{
    public const string Token = "adm_0123456789abcdefghijklmnop";

    private readonly DirectoryInfo? _ownDirectory;
    private readonly WebApplication _app;

    private AdminHost(WebApplication app, FakeTimeProvider time, DirectoryInfo? ownDirectory) => (_app, Time, _ownDirectory) = (app, time, ownDirectory);

    public FakeTimeProvider Time { get; }

    public IServiceProvider Services => _app.Services;

    public HttpClient Client { get; } = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public TierTable Tiers => Services.GetRequiredService<TierTable>();

    public static async Task<AdminHost> StartAsync(Dictionary<string, string?>? settings = null, Action<IServiceCollection>? configure = null, DateTimeOffset? start = null)
    {
        var directory = Directory.CreateTempSubdirectory("llmgateway-admin-");
        var time = new FakeTimeProvider(start ?? new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Data:Directory"] = directory.FullName,
            ["Admin:Token"] = Token,
            ["OPENAI_API_KEY"] = "sk-upstream",
        }).AddInMemoryCollection(settings ?? []);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        Register(builder.Services, builder.Configuration, time);
        configure?.Invoke(builder.Services);

        var host = new AdminHost(builder.Build(), time, directory);
        host._app.MapAdminApi();
        host._app.MapQuotaApi();
        await host._app.StartAsync();
        return host;
    }

    public async Task<GatewayContext> ContextAsync() => await Services.GetRequiredService<IDbContextFactory<GatewayContext>>().CreateDbContextAsync();

    public Task<AdminAnswer> GetAsync(string route) => SendAsync(HttpMethod.Get, route);

    public Task<AdminAnswer> PostAsync(string route, string? json = null) => SendAsync(HttpMethod.Post, route, json);

    public Task<AdminAnswer> PutAsync(string route, string json) => SendAsync(HttpMethod.Put, route, json);

    public Task<AdminAnswer> PatchAsync(string route, string json) => SendAsync(HttpMethod.Patch, route, json);

    public Task<AdminAnswer> DeleteAsync(string route) => SendAsync(HttpMethod.Delete, route);

    /// <param name="route">Below /admin/v1/, or absolute with a slash in front.</param>
    public async Task<AdminAnswer> SendAsync(HttpMethod method, string route, string? json = null, string? token = Token)
    {
        using var request = new HttpRequestMessage(method, new Uri(Address, route.StartsWith('/') ? route : $"/admin/v1/{route}"));
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await SendAsync(request);
    }

    public async Task<AdminAnswer> SendAsync(HttpRequestMessage request)
    {
        using var response = await Client.SendAsync(request);
        return new((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers, response.Content.Headers);
    }

    /// <summary>Creates a key and returns its id and secret.</summary>
    public async Task<(string Id, string Secret)> KeyAsync(string fields = "")
    {
        var key = (await PostAsync("keys", $$"""{"name":"test"{{(fields.Length > 0 ? "," : "")}}{{fields}}}""")).Expect(201);
        return (key["id"]!.GetValue<string>(), key["key"]!.GetValue<string>());
    }

    public async Task<KeyLookup> LookUpAsync(string secret) => await Services.GetRequiredService<PolicyCache>().FindKeyAsync(secret, CancellationToken.None);

    public async Task<VirtualKey> PolicyAsync(string secret) => Assert.IsType<KeyLookup.Found>(await LookUpAsync(secret)).Key;

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _ownDirectory?.Delete(recursive: true);
    }

    private static void Register(IServiceCollection services, IConfiguration configuration, TimeProvider time) => services
        .AddSingleton(time)
        .AddSingleton(_ => DataDirectory.Open(configuration))
        .AddHostedService<GatewayStartup>()
        .AddDatabase(configuration)
        .AddSingleton<TierTable>()
        .AddSingleton(provider => provider.GetRequiredService<TierTable>().Book)
        .AddKeys(configuration)
        .AddSingleton(new OperationCatalog(OpenAIProvider.Instance))
        .AddSingleton<UpstreamKeys>()
        .AddQuotas(configuration)
        .AddLedger()
        .AddAdmin();
}
