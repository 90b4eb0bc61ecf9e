using LlmGateway.Simulator.Calls;
using LlmGateway.Simulator.Gemini;
using LlmGateway.Simulator.HeyGen;
using LlmGateway.Simulator.OpenAI;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LlmGateway.Simulator;

/// <summary>
/// Simulated OpenAI, Gemini and HeyGen on 127.0.0.1, under the prefixes <c>/openai</c>, <c>/gemini</c> and <c>/heygen</c>. They answer in the
/// providers' shapes, stream with pacing, run video jobs, fail on demand (<see cref="SimulatedBehaviour"/>), and keep a bill.
/// <c>GET /_bill</c> shows it, <c>DELETE /_bill</c> empties it.
/// </summary>
public sealed class SimulatedProviders : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly CallDesk _desk;

    private SimulatedProviders(WebApplication app, CallDesk desk) => (_app, _desk) = (app, desk);

    /// <summary>Absolute address with a slash at the end.</summary>
    public Uri Address { get; private set; } = null!;

    public Bill Bill => _desk.Bill;

    /// <summary>Calls being answered right now.</summary>
    public int CallsInProgress => _desk.InProgress;

    /// <summary>The requests' headers as they arrived, newest last, at most 1,000; for tests of what must not cross.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> RecentHeaders => _desk.RecentHeaders;

    public static async Task<SimulatedProviders> StartAsync(SimulatorOptions options, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{options.Port}");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        var desk = new CallDesk(options);
        OpenAIApi.Map(app, desk);
        GeminiApi.Map(app, desk);
        HeyGenApi.Map(app, desk);
        app.MapGet("/_bill", () => Results.Json(desk.Bill.Lines, CallDesk.SnakeCase));
        app.MapDelete("/_bill", () => desk.Bill.Clear());
        await app.StartAsync(cancellation);
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return new(app, desk) { Address = new Uri(addresses.First() + "/") };
    }

    /// <summary>Ends when the host is asked to stop.</summary>
    internal Task WaitAsync(CancellationToken cancellation) => _app.WaitForShutdownAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        _desk.Dispose(); // Hanging calls end with it.
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
