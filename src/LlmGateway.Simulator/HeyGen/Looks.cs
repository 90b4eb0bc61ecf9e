using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.HeyGen;

/// <summary>Looks at jobs (fact sheet 5). The first that sees a good end puts the job on the bill.</summary>
internal static class Looks
{
    public const string Provider = "heygen";

    /// <param name="running">The family's word for a job that runs.</param>
    public static Task AtAsync(SimulatedCall call, string id, string running) => call.Desk.Jobs.Find(id) is { } job
        ? call.JsonAsync(new { data = Shown(job, job.Look(Provider, call.Desk.Bill), running) })
        : call.ErrorAsync(404, "Video not found.");

    public static Task StatusesAsync(SimulatedCall call, string parameter)
    {
        var jobs = call.Http.Request.Query[parameter].ToString().Split(',').Select(call.Desk.Jobs.Find).OfType<Job>();
        return call.JsonAsync(new { data = jobs.Select(job => new { id = job.Id, status = Status(job, job.Look(Provider, call.Desk.Bill), "processing") }) });
    }

    public static Task RemoveAsync(SimulatedCall call) => call.Desk.Jobs.Remove(call.Route("id"))
        ? call.JsonAsync(new { data = new { id = call.Route("id"), deleted = true } })
        : call.ErrorAsync(404, "Video not found.");

    public static string Status(Job job, bool ended, string running) => !ended ? running : job.Failed ? "failed" : "completed";

    private static object Shown(Job job, bool ended, string running) => new
    {
        id = job.Id,
        title = "Simulated",
        status = Status(job, ended, running),
        created_at = Serial.Created,
        completed_at = ended ? Serial.Created + 60 : (long?)null,
        duration = ended && !job.Failed ? job.Seconds : (decimal?)null,
        video_url = ended && !job.Failed ? "https://files.example/video.mp4" : null,
        failure_code = ended && job.Failed ? "rendering_failed" : null,
        failure_message = ended && job.Failed ? "The video was not made." : null,
    };
}
