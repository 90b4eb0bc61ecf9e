using System.Text.Json.Nodes;
using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.Gemini;

/// <summary>Veo (fact sheet 3.6 and 5): a long-running operation, and a file that needs a key.</summary>
internal static class Veo
{
    public static async Task SubmitAsync(SimulatedCall call)
    {
        if (call.Body["instances"] is not JsonArray { Count: > 0 })
        {
            await call.ErrorAsync(400, "instances must not be empty");
            return;
        }

        var parameters = call.Body["parameters"];
        var name = $"models/{call.Route("model")}/operations/{Serial.Next("op")}";
        call.Desk.Jobs.Add(
            name, call.Route("model"), SimulatedCall.Number(parameters?["sampleCount"] ?? parameters?["numberOfVideos"]) ?? 1,
            SimulatedCall.Number(parameters?["durationSeconds"]) ?? 8, parameters?["resolution"]?.ToString() ?? "720p", call.Behaviour);
        await call.JsonAsync(new { name });
    }

    public static Task OperationAsync(SimulatedCall call)
    {
        var name = $"models/{call.Route("model")}/operations/{call.Route("id")}";
        if (call.Desk.Jobs.Find(name) is not { } job) return call.ErrorAsync(404, "Operation not found.");
        if (!job.Look("gemini", call.Desk.Bill)) return call.JsonAsync(new { name });
        if (job.Failed) return call.JsonAsync(new { name, done = true, error = new { code = 3, message = "The video was not made." } });

        var request = call.Http.Request;
        var file = $"{request.Scheme}://{request.Host}/gemini/v1beta/files/{call.Route("id")}:download?alt=media";
        return call.JsonAsync(new Dictionary<string, object>
        {
            ["name"] = name,
            ["done"] = true,
            ["response"] = new Dictionary<string, object>
            {
                ["@type"] = "type.googleapis.com/google.ai.generativelanguage.v1beta.PredictLongRunningResponse",
                ["generateVideoResponse"] = new { generatedSamples = Enumerable.Repeat(new { video = new { uri = file } }, job.Videos) },
            },
        });
    }

    public static Task DownloadAsync(SimulatedCall call) => call.WriteWholeAsync([0, 0, 0, 24, .. "ftypmp42"u8, .. new byte[2048]], "video/mp4");
}
