using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.HeyGen;

/// <summary>Speech, and voices that are designed or cloned (fact sheet 2a, 3.8).</summary>
internal static class Voices
{
    public static async Task SpeakAsync(SimulatedCall call)
    {
        if (call.Text("text") is not { Length: > 0 } text)
        {
            await call.ErrorAsync(400, "text is required.");
            return;
        }

        var id = Serial.Next("r");
        var duration = Videos.Spoken(text, call.Body["speed"]?.GetValue<decimal>() ?? 1);
        call.Desk.Bill.Add(new(Looks.Provider, "speech", id, "tts/starfish", 0, 0, 0, 0, 0, 0, 0, false));
        await call.JsonAsync(new { data = new { audio_url = "https://resource.example/speech.mp3", duration, request_id = id, word_timestamps = Array.Empty<object>() } });
    }

    public static async Task DesignAsync(SimulatedCall call)
    {
        if (call.Text("prompt") is null)
        {
            await call.ErrorAsync(400, "prompt is required.");
            return;
        }

        var id = Serial.Next("vd");
        call.Desk.Bill.Add(new(Looks.Provider, "voice_design", id, "voice_design", 0, 0, 0, 0, 0, 0, 0, false));
        await call.JsonAsync(new { data = new { voices = new[] { new { voice_id = id } } } });
    }

    public static Task CloneAsync(SimulatedCall call) =>
        call.JsonAsync(new { data = new { voice_clone_id = call.Desk.Jobs.Add(Serial.Next("vc"), "voice_clone", 0, 0, "", call.Behaviour).Id } });

    /// <summary>A cloned voice ends as <c>complete</c>; one of the library has no status.</summary>
    public static Task GetAsync(SimulatedCall call)
    {
        if (call.Desk.Jobs.Find(call.Route("id")) is not { } job) return call.JsonAsync(new { data = new { voice_id = call.Route("id"), name = "Calm" } });
        var status = Looks.Status(job, job.Look(Looks.Provider, call.Desk.Bill), "processing");
        return call.JsonAsync(new { data = new { voice_id = job.Id, status = status == "completed" ? "complete" : status } });
    }
}
