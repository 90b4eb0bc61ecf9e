using LlmGateway.Admin;
using LlmGateway.Authentication;
using LlmGateway.Database;
using LlmGateway.Forwarding;
using LlmGateway.Jobs;
using LlmGateway.Ledger;
using LlmGateway.Observability;
using LlmGateway.Observation;
using LlmGateway.Operations;
using LlmGateway.Pipeline;
using LlmGateway.Quotas;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LlmGateway;

/// <summary>The gateway as a web application: rooms in the order in which a request meets them.</summary>
internal static class Gateway
{
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await using var app = Build(args);
            await app.RunAsync();
            return 0;
        }
        catch (StartupRefusedException refused)
        {
            // For whoever configures it: what to change, and no stack trace.
            await Console.Error.WriteLineAsync(refused.Message);
            return 1;
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            await Console.Error.WriteLineAsync($"{exception.Message} Set Urls to another address, for example Urls=http://127.0.0.1:8081.");
            return 1;
        }
    }

    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = HomeDirectory.Find() });
        configure?.Invoke(builder);
        var configuration = builder.Configuration;
        configuration.AddProviders(HomeDirectory.Config(configuration));
        if (configuration["Urls"] is null && configuration["ASPNETCORE_URLS"] is null) builder.WebHost.UseUrls("http://127.0.0.1:8080");
        builder.WebHost.ConfigureKestrel(options => options.AddServerHeader = false);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None); // It writes whole addresses, and one may have ?key= in it; and while it is off, no call needs an Activity or a log scope.
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(40)); // A stream drains for up to 30 s.

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services
            .AddSingleton(_ => DataDirectory.Open(configuration))
            .AddHostedService<GatewayStartup>()
            .AddObservability(configuration)
            .AddDatabase(configuration)
            .AddKeys(configuration)
            .AddOperations(configuration, HomeDirectory.Config(configuration))
            .AddQuotas(configuration)
            .AddLedger()
            .AddForwarding(configuration)
            .AddObservation(configuration)
            .AddJobs()
            .AddPipeline()
            .AddAdmin();

        var app = builder.Build();
        app.UseUnknownAddress();
        app.MapProviders();
        app.MapAdminApi();
        app.MapQuotaApi();
        app.MapHealth();
        app.MapPrometheusScrapingEndpoint();
        return app;
    }
}
