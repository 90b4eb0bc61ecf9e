using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Transforms;

namespace LlmGateway.Benchmarks.Processes;

/// <summary>The control: YARP with one route and nothing else.</summary>
internal static class BareYarp
{
    public static async Task<int> ServeAsync(Uri upstream)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(options => options.AddServerHeader = false);
        var route = new RouteConfig { RouteId = "openai", ClusterId = "openai", Match = new() { Path = "/openai/{**path}" } }.WithTransformPathRemovePrefix("/openai");
        var cluster = new ClusterConfig { ClusterId = "openai", Destinations = new Dictionary<string, DestinationConfig> { ["default"] = new() { Address = upstream.ToString() } } };
        builder.Services.AddReverseProxy().LoadFromMemory([route], [cluster]);
        await using var app = builder.Build();
        app.MapReverseProxy();
        await ServedProcess.RunUntilClosedAsync(app);
        return 0;
    }
}
