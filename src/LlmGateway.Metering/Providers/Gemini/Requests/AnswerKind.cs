using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers.ChatCompletions;

namespace LlmGateway.Metering.Providers.Gemini.Requests;

/// <summary>What a model is asked to make: text, images, sound or video, and so how much output to hold (fact sheet 2a, 3.2).</summary>
/// <param name="ImageTokens">Output tokens of one image.</param>
/// <param name="VideoSeconds">Seconds of the video asked for.</param>
internal sealed record AnswerKind(OperationType Type, long ImageTokens, long VideoSeconds)
{
    /// <summary>Text and thoughts that come with an image; the recordings have some 400.</summary>
    private const long TextBeside = 1024;

    /// <summary>A second of 720p video, from the prices: 0.10 USD a second, 17.50 USD a million tokens (prices.json, gemini-omni).</summary>
    private const long TokensOfVideoSecond = 5_715;

    public bool Images => Type == OperationType.ImageGeneration;

    public bool Sound => Type == OperationType.Audio;

    public bool Video => Type == OperationType.VideoGeneration;

    /// <summary>Music is charged by the song, in however many pieces it comes.</summary>
    public static bool IsSong(string model) => ModelName.Normalise(model).StartsWith("lyria", StringComparison.Ordinal);

    /// <param name="modalities">TEXT, IMAGE, AUDIO, VIDEO as asked for, upper case; null: the model's own.</param>
    /// <param name="imageSize"><c>1K</c>, <c>2K</c>, ...; null: the model's default.</param>
    /// <param name="videoSeconds">Null: 8.</param>
    public static AnswerKind Of(string model, string[]? modalities, string? imageSize, long? videoSeconds = null)
    {
        var name = ModelName.Normalise(model);
        var wants = modalities is { Length: > 0 } told ? told : Own(name);
        if (wants.Contains("VIDEO")) return new(OperationType.VideoGeneration, 0, videoSeconds ?? 8);
        if (wants.Contains("IMAGE")) return new(OperationType.ImageGeneration, TokensOfImage(name, imageSize), 0);
        return new(wants.Contains("AUDIO") ? OperationType.Audio : OperationType.LlmCall, 0, 0);
    }

    /// <summary>An image or a video needs its tokens whole, so no smaller limit is put in; a caller's own limit counts as it is.</summary>
    /// <param name="slot">Null where no limit can be put in: then the whole maximum is held.</param>
    public OutputHold Output(long? limit, ModelRow model, int choices, Func<OutputLimitSlot>? slot)
    {
        var needed = Images ? ImageTokens + TextBeside : VideoSeconds * TokensOfVideoSecond;
        if (limit is null && needed > 0) return new(checked(needed * choices), checked(needed * choices), choices, true, null);
        return OutputLimits.Of(limit, model.MaxOutput, choices, slot);
    }

    public long ExpectedOutput(OutputHold output) =>
        Images ? Math.Min(output.Want, ImageTokens * output.Choices) : Video ? Math.Min(output.Want, VideoSeconds * TokensOfVideoSecond) : OutputLimits.Expected(output);

    private static string[] Own(string name) =>
        name.StartsWith("gemini-omni", StringComparison.Ordinal) ? ["VIDEO"]
        : name.Contains("-image", StringComparison.Ordinal) || name.Contains("nano-banana", StringComparison.Ordinal) ? ["TEXT", "IMAGE"]
        : name.Contains("-tts", StringComparison.Ordinal) || IsSong(name) ? ["AUDIO"]
        : ["TEXT"];

    /// <summary>Fact sheet 3.2.</summary>
    private static long TokensOfImage(string name, string? size) =>
        name.StartsWith("gemini-2", StringComparison.Ordinal) ? 1290
        : name.Contains("pro", StringComparison.Ordinal) ? (size?.ToUpperInvariant() == "4K" ? 2000 : 1120)
        : size?.ToUpperInvariant() switch { "512" or "0.5K" => 747, "2K" => 1680, "4K" => 2520, _ => 1120 };
}
