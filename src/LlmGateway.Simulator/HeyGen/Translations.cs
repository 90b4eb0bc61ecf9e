using System.Text.Json.Nodes;
using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.HeyGen;

/// <summary>Translations, one job for each language, and their proofreads (fact sheet 3.6).</summary>
internal static class Translations
{
    public const decimal SourceSeconds = 42;

    public static Task CreateAsync(SimulatedCall call) => Languages(call.Body).Length == 0
        ? call.ErrorAsync(400, "output_languages must not be empty.")
        : call.JsonAsync(new { data = new { video_translation_ids = Submit(call, call.Body) } });

    public static Task ProofreadAsync(SimulatedCall call) => call.JsonAsync(new
    {
        data = new { proofread_ids = Languages(call.Body).Select(_ => call.Desk.Jobs.Add(Serial.Next("p"), "proofread", 0, 0, "", call.Behaviour).Id).ToArray() },
    });

    public static Task OfProofreadAsync(SimulatedCall call) => call.Desk.Jobs.Find(call.Route("id")) is null
        ? call.ErrorAsync(404, "Proofread not found.")
        : call.JsonAsync(new { data = new { video_translation_id = call.Desk.Jobs.Add(Serial.Next("t"), "video_translation", 1, SourceSeconds, "", call.Behaviour).Id } });

    /// <summary>Takes a job for each language; answers their ids.</summary>
    public static string[] Submit(SimulatedCall call, JsonNode body) =>
        [.. Languages(body).Select(_ => call.Desk.Jobs.Add(Serial.Next("t"), "video_translation", 1, Seconds(body), "", call.Behaviour).Id)];

    /// <summary>Of the piece that is asked for, else of the source.</summary>
    public static decimal Seconds(JsonNode body) => body["end_time"]?.GetValue<decimal>() is { } end ? end - (body["start_time"]?.GetValue<decimal>() ?? 0) : SourceSeconds;

    private static string[] Languages(JsonNode body) => [.. (body["output_languages"] as JsonArray ?? []).Select(language => language!.ToString())];
}
