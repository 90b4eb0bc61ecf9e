using System.Text.Json.Nodes;
using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.HeyGen;

/// <summary>Lipsyncs (fact sheet 3.7).</summary>
internal static class Lipsyncs
{
    public static Task CreateAsync(SimulatedCall call) => call.Body["video"] is null || call.Body["audio"] is null
        ? call.ErrorAsync(400, "video and audio are required.")
        : call.JsonAsync(new { data = new { lipsync_id = Submit(call, call.Body)[0] } });

    public static string[] Submit(SimulatedCall call, JsonNode body) => [call.Desk.Jobs.Add(Serial.Next("l"), "lipsync", 1, Translations.Seconds(body), "", call.Behaviour).Id];
}
