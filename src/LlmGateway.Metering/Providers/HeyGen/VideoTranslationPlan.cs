using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>A translation as its body asks for it (fact sheet 2a, 3.6): one video for each language.</summary>
internal sealed record VideoTranslationPlan(string Model, int Languages, long Milliseconds)
{
    private const int MostLanguages = 200;

    public static VideoTranslationPlan Read(JsonElement body, ModelCatalog models, DateTimeOffset at)
    {
        var languages = body.RequiredTexts("output_languages", MostLanguages);
        return new(ModelOf(body, models, at), languages, checked(SpokenTime.Of(body) * languages));
    }

    /// <summary>Without a mode the dearest one counts: which is the default was not told.</summary>
    public static string ModelOf(JsonElement body, ModelCatalog models, DateTimeOffset at)
    {
        var mode = body.Word("mode");
        if (body.Flag("translate_audio_only")) return "video_translation/audio_only";
        return mode is null ? ModelChoice.Dearest(models, at, "video_translation/precision", "video_translation/speed") : $"video_translation/{mode}";
    }
}
