using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Tokens;

namespace LlmGateway.Metering.Providers.OpenAI.Audio;

/// <summary>What transcriptions and translations have in common: a file whose length is charged, by the minute (whisper-1, gpt-transcribe) or in tokens.</summary>
internal static class TranscriptRequest
{
    /// <summary>One token of sound a tenth of a second (recorded: 64 tokens for 6.46 s).</summary>
    private const long MillisecondsPerToken = 100;

    /// <summary>Fast speech is some five tokens a second; told apart by speakers, recorded answers have up to 39.</summary>
    private const long UsualTextPerSecond = 3;
    private const long MostTextPerSecond = 8;
    private const long UsualDiarizedPerSecond = 36;
    private const long MostDiarizedPerSecond = 60;
    private const long LeastTextTokens = 256;
    private const int HeadLength = 64 * 1024;

    public static bool IsByDuration(string model)
    {
        var name = ModelName.Normalise(model);
        return name.Contains("whisper", StringComparison.Ordinal) || name.StartsWith("gpt-transcribe", StringComparison.Ordinal) || name.StartsWith("gpt-live-transcribe", StringComparison.Ordinal);
    }

    public static Estimate Estimate(BodyFields fields, CallRequest request, ModelCatalog models)
    {
        var name = fields.RequiredText("model");
        var file = fields is FormBody form ? form.Files("file").ToArray() : [];
        if (file.Length != 1) throw new InvalidFieldException("Exactly one 'file' is needed, in a multipart/form-data body.", "file");
        var length = AudioLength.Of(file[0].Span[..Math.Min(file[0].Length, HeadLength)], file[0].Length);
        var streamed = fields.Flag("stream");
        return IsByDuration(name) ? ByDuration(name, length, streamed) : ByTokens(name, length, streamed, fields, request, models);
    }

    private static Estimate ByDuration(string name, AudioLength length, bool streamed)
    {
        var sound = new Usage { AudioMilliseconds = length.Milliseconds };
        return new Estimate
        {
            Model = name,
            Type = OperationType.Audio,
            BoundKind = length.IsCertain ? BoundKind.Proven : BoundKind.Assumed,
            Expected = sound,
            Bound = new() { AudioMilliseconds = WholeSeconds(length.Milliseconds) },
            Streamed = streamed,
        };
    }

    private static Estimate ByTokens(string name, AudioLength length, bool streamed, BodyFields fields, CallRequest request, ModelCatalog models)
    {
        var text = new TextMeter(TokenCounter.For(models.Find("openai", name).Tokenizer), request.CountExactly);
        text.Add(fields.Text("prompt"));
        var sound = (length.Milliseconds / MillisecondsPerToken) + 1;
        var (usual, most) = name.Contains("diarize", StringComparison.Ordinal) ? (UsualDiarizedPerSecond, MostDiarizedPerSecond) : (UsualTextPerSecond, MostTextPerSecond);
        var output = (length.Milliseconds * most / 1000) + LeastTextTokens;
        return new Estimate
        {
            Model = name,
            Type = OperationType.Audio,
            BoundKind = BoundKind.Assumed,
            Expected = new() { InputTokens = checked(sound + text.Expected), AudioInputTokens = sound, OutputTokens = (length.Milliseconds * usual / 1000) + 1, AudioMilliseconds = length.Milliseconds },
            Bound = new() { InputTokens = checked(sound + text.Ceiling + 16), AudioInputTokens = sound, ImageInputTokens = 0, OutputTokens = output, AudioOutputTokens = 0, ImageOutputTokens = 0 },
            Streamed = streamed,
        };
    }

    /// <summary>Seconds are charged whole.</summary>
    private static long WholeSeconds(long milliseconds) => (milliseconds + 999) / 1000 * 1000;
}
