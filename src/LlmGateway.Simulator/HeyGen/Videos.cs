using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.HeyGen;

/// <summary>Videos (fact sheet 3.1 to 3.4). A repeated Idempotency-Key is answered with the first id.</summary>
internal static class Videos
{
    public const decimal CharactersPerSecond = 15;

    private const decimal CinematicSeconds = 10;
    private const decimal AudioSeconds = 30;

    private static readonly ConcurrentDictionary<string, string> s_replays = new(StringComparer.Ordinal);

    public static async Task CreateAsync(SimulatedCall call)
    {
        if (call.Text("type") is null)
        {
            await call.ErrorAsync(400, "type is required.");
            return;
        }

        var repeated = call.Http.Request.Headers["Idempotency-Key"].ToString();
        var id = repeated.Length > 0 ? s_replays.GetOrAdd(repeated, _ => Submit(call, call.Body)[0]) : Submit(call, call.Body)[0];
        await call.JsonAsync(new { data = new { video_id = id, status = "waiting", output_format = "mp4" } });
    }

    public static Task OfTemplateAsync(SimulatedCall call)
    {
        var job = call.Desk.Jobs.Add(Serial.Next("v"), "template", 1, AudioSeconds, "1080p", call.Behaviour);
        return call.JsonAsync(new { data = new { id = job.Id, title = "Simulated", status = "pending", created_at = Serial.Created, duration = (decimal?)null } });
    }

    /// <summary>Takes a job; answers its id.</summary>
    public static string[] Submit(SimulatedCall call, JsonNode body)
    {
        var type = body["type"]?.ToString() ?? "avatar";
        return [call.Desk.Jobs.Add(Serial.Next("v"), type, 1, Seconds(body, type), body["resolution"]?.ToString() ?? "1080p", call.Behaviour).Id];
    }

    /// <summary>Of a text that is spoken.</summary>
    public static decimal Spoken(string text, decimal speed) => Math.Round(text.Length / CharactersPerSecond / speed, 2);

    private static decimal Seconds(JsonNode body, string type) => type switch
    {
        "cinematic_avatar" => SimulatedCall.Number(body["duration"]) ?? CinematicSeconds,
        "studio" => (body["scenes"] as JsonArray ?? []).Sum(scene => Scene(scene)),
        _ => Scene(body),
    };

    private static decimal Scene(JsonNode? scene) => scene?["script"]?.ToString() is { } script
        ? Spoken(script, scene["voice_settings"]?["speed"]?.GetValue<decimal>() ?? 1)
        : AudioSeconds;
}
