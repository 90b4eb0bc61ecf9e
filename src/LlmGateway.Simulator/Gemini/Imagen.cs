using System.Text.Json.Nodes;
using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.Gemini;

/// <summary>Imagen (fact sheet 3.5): nothing is reported, only images with bytes are charged. A prompt with <c>filtered</c> in it loses its last image.</summary>
internal static class Imagen
{
    public static async Task PredictAsync(SimulatedCall call)
    {
        if (call.Body["instances"] is not JsonArray { Count: > 0 } instances)
        {
            await call.ErrorAsync(400, "instances must not be empty");
            return;
        }

        var samples = (SimulatedCall.Number(call.Body["parameters"]?["sampleCount"]) ?? 4) * instances.Count;
        var made = instances.ToJsonString().Contains("filtered", StringComparison.Ordinal) ? samples - 1 : samples;
        call.Desk.Bill.Add(new("gemini", "predict", Serial.Next("img"), call.Route("model"), 0, 0, 0, 0, made, 0, 0, false));
        var predictions = new JsonArray();
        for (var i = 0; i < samples; i++)
        {
            predictions.Add((JsonNode)(i < made
                ? new JsonObject { ["mimeType"] = "image/png", ["bytesBase64Encoded"] = "iVBORw0KGgo=" }
                : new JsonObject { ["raiFilteredReason"] = "The image was filtered." }));
        }

        await call.JsonAsync(new JsonObject { ["predictions"] = predictions });
    }
}
