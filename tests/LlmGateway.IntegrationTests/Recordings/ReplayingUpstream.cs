using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LlmGateway.IntegrationTests.Recordings;

/// <summary>A provider that answers each call with what was recorded for it. The call names its play in a header, which the gateway passes on.</summary>
internal sealed class ReplayingUpstream : IAsyncDisposable
{
    public const string Header = "X-Replay";

    private readonly ConcurrentDictionary<string, Play> _plays = [];
    private readonly WebApplication _app;
    private int _count;

    private ReplayingUpstream()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public Uri Address { get; private set; } = null!;

    public static async Task<ReplayingUpstream> StartAsync()
    {
        var upstream = new ReplayingUpstream();
        await upstream._app.StartAsync();
        upstream.Address = new Uri(upstream._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return upstream;
    }

    /// <summary>Makes ready to answer a play; returns the header's value that asks for it.</summary>
    public string Expect(Play play)
    {
        var name = Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture);
        _plays[name] = play;
        return name;
    }

    private async Task AnswerAsync(HttpContext http)
    {
        if (!_plays.TryGetValue(http.Request.Headers[Header].ToString(), out var play))
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable; // The gateway's own look at a job; the client's look comes later in the test.
            return;
        }

        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        play.Received = new(http.Request.Method, http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, body.ToArray());
        await play.Answer.WriteAsync(http.Response);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
