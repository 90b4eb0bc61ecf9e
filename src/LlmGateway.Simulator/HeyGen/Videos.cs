using System.Collections.Concurrent;
using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.HeyGen;

/// <summary>Videos (fact sheet 3.1, 3.2, 5). A repeated Idempotency-Key is answered with the first id.</summary>
internal static class Videos
{
    private const decimal CharactersPerSecond = 15;
    private const decimal CinematicSeconds = 10;
    private const decimal AudioSeconds = 30;

    private static readonly ConcurrentDictionary<string, string> s_replays = new(StringComparer.Ordinal);

    public static async Task CreateAsync(SimulatedCall call)
    {
        if (call.Text("type") is not { } type)
        {
            await call.ErrorAsync(400, "type is required.");
            return;
        }

        var fresh = Serial.Next("v");
        var repeated = call.Http.Request.Headers["Idempotency-Key"].ToString();
        var id = repeated.Length > 0 ? s_replays.GetOrAdd(repeated, fresh) : fresh;
        if (id == fresh) call.Desk.Jobs.Add(id, type, 1, Seconds(call, type), call.Text("resolution") ?? "1080p", call.Behaviour);
        await call.JsonAsync(new { data = new { video_id = id, status = "waiting", output_format = "mp4" } });
    }

    public static Task GetAsync(SimulatedCall call)
    {
        if (call.Desk.Jobs.Find(call.Route("id")) is not { } job) return call.ErrorAsync(404, "Video not found.");
        var ended = job.Look("heygen", call.Desk.Bill);
        return ended && job.Failed
            ? call.JsonAsync(new { data = new { id = job.Id, status = "failed", failure_code = "rendering_failed", failure_message = "The video was not made.", duration = (decimal?)null } })
            : call.JsonAsync(new
            {
                data = new
                {
                    id = job.Id,
                    title = "Simulated",
                    status = ended ? "completed" : "processing",
                    created_at = Serial.Created,
                    completed_at = ended ? Serial.Created + 60 : (long?)null,
                    duration = ended ? job.Seconds : (decimal?)null,
                    video_url = ended ? "https://files.example/video.mp4" : null,
                },
            });
    }

    private static decimal Seconds(SimulatedCall call, string type)
    {
        if (type == "cinematic_avatar") return call.Number("duration") ?? CinematicSeconds;
        if (call.Text("script") is not { } script) return AudioSeconds;
        var speed = call.Body["voice_settings"]?["speed"]?.GetValue<decimal>() ?? 1;
        return Math.Round(script.Length / CharactersPerSecond / speed, 2);
    }
}
