using System.Collections.Immutable;
using System.Net.Http.Headers;
using LlmGateway.Admin;
using LlmGateway.Authentication;
using LlmGateway.Database;
using LlmGateway.Forwarding;
using LlmGateway.IntegrationTests.Infrastructure;
using LlmGateway.Ledger;
using LlmGateway.Metering;
using LlmGateway.Metering.Providers;
using LlmGateway.Metering.Providers.OpenAI;
using LlmGateway.Quotas;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LlmGateway.IntegrationTests.Admin;

/// <summary>The administration of one gateway on PostgreSQL; several of them share a database as several gateways do.</summary>
internal sealed class AdminProcess : IAsyncDisposable
{
    private const string Token = "integration-tests-admin-token-0123456789";

    private readonly DirectoryInfo _directory;
    private readonly WebApplication _app;

    private AdminProcess(DirectoryInfo directory, WebApplication app) => (_directory, _app) = (directory, app);

    public HttpClient Admin { get; private set; } = null!;

    public PolicyCache Policies => _app.Services.GetRequiredService<PolicyCache>();

    public GatewayContext Context() => _app.Services.GetRequiredService<IDbContextFactory<GatewayContext>>().CreateDbContext();

    public static async Task<AdminProcess> StartAsync(string connection)
    {
        var directory = Directory.CreateTempSubdirectory("llmgateway-admin-");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Data:Directory"] = directory.FullName,
            ["ConnectionStrings:Ledger"] = connection,
            ["Admin:Token"] = Token,
            ["Keys:Pepper"] = "kZ0t9yqQf8mJ2rW5uX1vB7nC4dL6hS3pA0gEiKoMqTs=",
            ["OPENAI_API_KEY"] = "sk-upstream",
        });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        Register(builder.Services, builder.Configuration);
        var process = new AdminProcess(directory, builder.Build());
        process._app.MapAdminApi();
        process._app.MapQuotaApi();
        await process._app.StartAsync();
        var store = process._app.Services.GetRequiredService<IQuotaStore>();
        await Eventually.ReachesAsync(() => Task.FromResult(store.IsReady), ready => ready, "the store");
        var address = new Uri(process._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        process.Admin = new HttpClient { BaseAddress = new Uri(address, "admin/v1/"), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Token) } };
        return process;
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private static void Register(IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(TimeProvider.System)
        .AddSingleton(_ => DataDirectory.Open(configuration))
        .AddHostedService<GatewayStartup>()
        .AddDatabase(configuration)
        .AddSingleton(new TierBook(() => ImmutableDictionary<string, Tier>.Empty.Add("free", new("free", SubjectLimits.None)).Add("pro", new("pro", SubjectLimits.None))))
        .AddKeys(configuration)
        .AddSingleton(new OperationCatalog(OpenAIProvider.Instance))
        .AddSingleton<UpstreamKeys>()
        .AddQuotas(configuration)
        .AddLedger()
        .AddAdmin();
}
