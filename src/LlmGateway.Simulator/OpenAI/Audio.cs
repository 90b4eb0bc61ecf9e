using LlmGateway.Simulator.Calls;

namespace LlmGateway.Simulator.OpenAI;

/// <summary>Speech, and transcriptions of what is said in a file (fact sheet 3.6, 4.5).</summary>
internal static class Audio
{
    private const int SpeechTokensPerWord = 8;
    private const int TokensPerSecond = 10;
    private const int BytesPerSecond = 32_000; // 16 kHz, 16 bits, one channel
    private const string Said = "Hello there.";

    public static async Task SpeechAsync(SimulatedCall call)
    {
        if (call.Text("model") is not { } model || call.Text("input") is not { } input)
        {
            await call.ErrorAsync(400, "Missing required parameters: 'model' and 'input'.");
            return;
        }

        var spoken = TextTokens.Count(input);
        if (call.Text("stream_format") != "sse")
        {
            // What a plain sound costs, the provider tells nobody; tts-1 goes by characters, and has no tokens at all.
            call.Desk.Bill.Add(new("openai", "audio_speech", Serial.Next("speech_"), model, 0, 0, 0, 0, 0, 0, 0, false));
            await call.WriteWholeAsync([.. "ID3"u8, .. new byte[4096]], "audio/mpeg");
            return;
        }

        var output = call.Behaviour.OutputTokens ?? spoken * SpeechTokensPerWord;
        call.Desk.Bill.Add(new("openai", "audio_speech", Serial.Next("speech_"), model, spoken, 0, output, 0, 0, 0, 0, false));
        call.BeginStream("text/event-stream; charset=utf-8");
        await call.PieceAsync($"data: {{\"type\":\"speech.audio.delta\",\"audio\":\"{Convert.ToBase64String(new byte[512])}\"}}\n\n");
        await call.PieceAsync($"data: {{\"type\":\"speech.audio.done\",\"usage\":{{\"input_tokens\":{spoken},\"output_tokens\":{output},\"total_tokens\":{spoken + output}}}}}\n\n");
    }

    public static async Task TranscribeAsync(SimulatedCall call)
    {
        if (call.Text("model") is not { } model || call.Http.Request.Form.Files["file"] is not { } file)
        {
            await call.ErrorAsync(400, "Missing required parameters: 'file' and 'model'.");
            return;
        }

        var seconds = (int)Math.Max(1, (file.Length + BytesPerSecond - 1) / BytesPerSecond);
        if (model.StartsWith("whisper", StringComparison.Ordinal))
        {
            call.Desk.Bill.Add(new("openai", "audio_transcriptions", Serial.Next("text_"), model, 0, 0, 0, 0, 0, 0, 0, false));
            await call.JsonAsync(new { text = Said, usage = new { type = "duration", seconds } });
            return;
        }

        var (heard, output) = (seconds * TokensPerSecond, TextTokens.Count(Said));
        var usage = new { type = "tokens", input_tokens = heard, input_token_details = new { text_tokens = 0, audio_tokens = heard }, output_tokens = output, total_tokens = heard + output };
        call.Desk.Bill.Add(new("openai", "audio_transcriptions", Serial.Next("text_"), model, heard, 0, output, 0, 0, 0, 0, false));
        if (call.Text("stream") != "true")
        {
            await call.JsonAsync(new { text = Said, usage });
            return;
        }

        call.BeginStream("text/event-stream; charset=utf-8");
        await call.PieceAsync(Event(new { type = "transcript.text.delta", delta = Said }));
        await call.PieceAsync(Event(new { type = "transcript.text.done", text = Said, usage }));
        await call.PieceAsync("data: [DONE]\n\n");
    }

    private static string Event(object data) => $"data: {System.Text.Json.JsonSerializer.Serialize(data)}\n\n";
}
