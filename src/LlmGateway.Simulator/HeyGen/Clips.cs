using System.Collections.Concurrent;
using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.HeyGen;

/// <summary>Clips of a video, and videos without their background (fact sheet 2a, 5). The same <c>request_id</c> of a removal is answered with the first id.</summary>
internal static class Clips
{
    private const int Made = 2;
    private const decimal SecondsOfOne = 30.5m;
    private const decimal Source = 600;
    private const decimal Removed = 8;

    private static readonly ConcurrentDictionary<string, string> s_replays = new(StringComparer.Ordinal);

    public static Task CreateAsync(SimulatedCall call) => call.Body["video"] is null
        ? call.ErrorAsync(400, "video is required.")
        : call.JsonAsync(new { data = new { id = call.Desk.Jobs.Add(Serial.Next("c"), "ai_clipping", Made, SecondsOfOne, "1080p", call.Behaviour).Id, status = "pending" } });

    public static Task GetAsync(SimulatedCall call)
    {
        if (call.Desk.Jobs.Find(call.Route("id")) is not { } job) return call.ErrorAsync(404, "Not found.");
        var ended = job.Look(Looks.Provider, call.Desk.Bill);
        var clips = ended && !job.Failed ? Enumerable.Repeat(new { duration_seconds = job.Seconds }, job.Videos) : [];
        return call.JsonAsync(new { data = new { id = job.Id, status = Looks.Status(job, ended, "running"), source_duration = Source, clips } });
    }

    public static Task RemoveBackgroundAsync(SimulatedCall call)
    {
        if (call.Body["video"] is null) return call.ErrorAsync(400, "video is required.");
        var id = call.Text("request_id") is { } repeated ? s_replays.GetOrAdd(repeated, _ => Submit(call)) : Submit(call);
        return call.JsonAsync(new { data = new { id, status = "pending" } });
    }

    private static string Submit(SimulatedCall call) => call.Desk.Jobs.Add(Serial.Next("r"), "background_removal", 1, Removed, "1080p", call.Behaviour).Id;
}
