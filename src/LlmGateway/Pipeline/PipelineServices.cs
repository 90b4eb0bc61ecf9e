using LlmGateway.Operations;

namespace LlmGateway.Pipeline;

internal static class PipelineServices
{
    public static IServiceCollection AddPipeline(this IServiceCollection services)
    {
        services.AddSingleton<Refusals>();
        services.AddSingleton<Reserving>();
        services.AddSingleton<Bookkeeping>();
        services.AddSingleton<Failover>();
        services.AddSingleton<MeteredForwarding>();
        services.AddSingleton<FreeForwarding>();
        services.AddSingleton<Conductor>();
        return services;
    }

    /// <summary>YARP's own pipeline, the route already chosen, with the conductor in front of its forwarder.</summary>
    public static void MapProviders(this WebApplication app)
    {
        app.Use(SlashCollapse.InvokeAsync);
        app.UseRouting();
        app.MapReverseProxy(proxy =>
        {
            var conductor = app.Services.GetRequiredService<Conductor>();
            proxy.Use((http, next) => conductor.InvokeAsync(http, next));
        });
    }
}
