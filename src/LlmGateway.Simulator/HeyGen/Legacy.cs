using System.Text.Json.Nodes;
using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.HeyGen;

/// <summary>Versions 2 and 1 (fact sheet 2c, 3.9, 5): HTTP 200 and code 100 for a failed video too.</summary>
internal static class Legacy
{
    private const decimal HiddenSeconds = 30;
    private const int Photos = 4;

    public static Task GenerateAsync(SimulatedCall call)
    {
        if (call.Body["video_inputs"] is not JsonArray { Count: > 0 } scenes) return call.ErrorAsync(400, "video_inputs is required.");
        var seconds = scenes.Sum(scene => scene?["voice"]?["input_text"]?.ToString() is { } text ? Videos.Spoken(text, 1) : HiddenSeconds);
        return SubmittedAsync(call, "legacy", seconds);
    }

    public static Task GenerateFromPhotoAsync(SimulatedCall call) => SubmittedAsync(call, "av4", call.Text("script") is { } script ? Videos.Spoken(script, 1) : HiddenSeconds);

    public static Task GenerateFromTemplateAsync(SimulatedCall call) => SubmittedAsync(call, "template", HiddenSeconds);

    public static Task AgentAsync(SimulatedCall call) => call.Text("prompt") is null
        ? call.ErrorAsync(400, "prompt is required.")
        : call.JsonAsync(new { code = 100, data = new { video_id = Add(call, "video_agent", HiddenSeconds) }, message = "Success" });

    public static Task StatusAsync(SimulatedCall call)
    {
        if (call.Desk.Jobs.Find(call.Http.Request.Query["video_id"].ToString()) is not { } job) return call.ErrorAsync(404, "Video not found.");
        var ended = job.Look(Looks.Provider, call.Desk.Bill);
        return call.JsonAsync(new
        {
            code = 100,
            data = new
            {
                id = job.Id,
                status = Looks.Status(job, ended, "processing"),
                duration = ended && !job.Failed ? job.Seconds : (decimal?)null,
                error = ended && job.Failed ? new { code = 40119, detail = "The video was not made.", message = "The video was not made." } : null,
                video_url = ended && !job.Failed ? "https://files.example/video.mp4" : null,
                callback_id = (string?)null,
            },
            message = "Success",
        });
    }

    public static Task TranslateAsync(SimulatedCall call)
    {
        var languages = call.Body["output_languages"] is JsonArray several ? several.Count : 1;
        string[] ids = [.. Enumerable.Range(0, languages).Select(_ => Add(call, "video_translate", Translations.SourceSeconds))];
        return languages == 1
            ? call.JsonAsync(new { error = (object?)null, data = new { video_translate_id = ids[0] } })
            : call.JsonAsync(new { error = (object?)null, data = new { video_translate_ids = ids } });
    }

    public static Task TranslationAsync(SimulatedCall call)
    {
        if (call.Desk.Jobs.Find(call.Route("id")) is not { } job) return call.ErrorAsync(404, "Translation not found.");
        var status = Looks.Status(job, job.Look(Looks.Provider, call.Desk.Bill), "running");
        return call.JsonAsync(new { error = (object?)null, data = new { video_translate_id = job.Id, status = status == "completed" ? "success" : status, duration = status == "completed" ? job.Seconds : (decimal?)null } });
    }

    public static Task PhotoAsync(SimulatedCall call) =>
        call.JsonAsync(new { error = (object?)null, data = new { generation_id = call.Desk.Jobs.Add(Serial.Next("g"), "photo_avatar", 0, 0, "", call.Behaviour).Id } });

    public static Task PhotosAsync(SimulatedCall call)
    {
        if (call.Desk.Jobs.Find(call.Route("id")) is not { } job) return call.ErrorAsync(404, "Generation not found.");
        var status = Looks.Status(job, job.Look(Looks.Provider, call.Desk.Bill), "in_progress");
        var made = status == "completed" ? Enumerable.Range(1, Photos).Select(photo => $"https://files.example/{photo}.png") : null;
        return call.JsonAsync(new { error = (object?)null, data = new { id = job.Id, status = status == "completed" ? "success" : status, image_url_list = made } });
    }

    private static Task SubmittedAsync(SimulatedCall call, string model, decimal seconds) => call.JsonAsync(new { error = (object?)null, data = new { video_id = Add(call, model, seconds) } });

    private static string Add(SimulatedCall call, string model, decimal seconds) => call.Desk.Jobs.Add(Serial.Next("v"), model, 1, seconds, "720p", call.Behaviour).Id;
}
