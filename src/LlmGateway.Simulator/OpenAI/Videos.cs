using System.Globalization;
using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.OpenAI;

/// <summary>The videos API (fact sheet 3.7): jobs with a life cycle.</summary>
internal static class Videos
{
    public static async Task CreateAsync(SimulatedCall call)
    {
        if (call.Text("prompt") is null)
        {
            await call.ErrorAsync(400, "Missing required parameter: 'prompt'.");
            return;
        }

        var seconds = decimal.Parse(call.Body["seconds"]?.ToString() ?? "4", CultureInfo.InvariantCulture);
        var job = call.Desk.Jobs.Add(Serial.Next("video_"), call.Text("model") ?? "sora-2", 1, seconds, call.Text("size") ?? "720x1280", call.Behaviour);
        await call.JsonAsync(Video(job, "queued"));
    }

    /// <summary>POST /videos/{id}/remix: another video of the same length and size.</summary>
    public static Task RemixAsync(SimulatedCall call)
    {
        if (call.Desk.Jobs.Find(call.Route("id")) is not { } before) return call.ErrorAsync(404, "Video not found.");
        return call.JsonAsync(Video(call.Desk.Jobs.Add(Serial.Next("video_"), before.Model, 1, before.Seconds, before.Resolution, call.Behaviour), "queued"));
    }

    public static Task GetAsync(SimulatedCall call) => call.Desk.Jobs.Find(call.Route("id")) is { } job
        ? call.JsonAsync(Video(job, !job.Look("openai", call.Desk.Bill) ? "in_progress" : job.Failed ? "failed" : "completed"))
        : call.ErrorAsync(404, "Video not found.");

    public static Task ContentAsync(SimulatedCall call) => call.Desk.Jobs.Find(call.Route("id")) is not null
        ? call.WriteWholeAsync([0, 0, 0, 24, .. "ftypmp42"u8, .. new byte[2048]], "video/mp4")
        : call.ErrorAsync(404, "Video not found.");

    public static Task DeleteAsync(SimulatedCall call) => call.Desk.Jobs.Remove(call.Route("id"))
        ? call.JsonAsync(new { id = call.Route("id"), @object = "video.deleted", deleted = true })
        : call.ErrorAsync(404, "Video not found.");

    private static object Video(Job job, string status) => new
    {
        id = job.Id,
        @object = "video",
        model = job.Model,
        status,
        progress = status == "completed" ? 100 : 0,
        created_at = Serial.Created,
        completed_at = status == "completed" ? Serial.Created + 60 : (long?)null,
        expires_at = (long?)null,
        size = job.Resolution,
        seconds = job.Seconds.ToString(CultureInfo.InvariantCulture),
        remixed_from_video_id = (string?)null,
        error = status == "failed" ? new { code = "moderation_blocked", message = "The video was not made." } : null,
    };
}
