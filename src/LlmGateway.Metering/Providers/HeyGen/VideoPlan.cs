using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>One video as its body asks for it (fact sheet 2a, 3.1 to 3.3).</summary>
/// <param name="Model">Composed like <c>avatar_iv/photo</c>; the kind of avatar is not always told.</param>
/// <param name="Milliseconds">What is assumed, or told.</param>
internal sealed record VideoPlan(string Model, long Milliseconds, string? Resolution, BoundKind Kind)
{
    public const string Cinematic = "cinematic_avatar";

    private const int MostScenes = 50;
    private const string DefaultEngine = "avatar_iv";

    public static VideoPlan Read(JsonElement body, ModelCatalog models, DateTimeOffset at)
    {
        var resolution = body.Text("resolution");
        return body.RequiredText("type") switch
        {
            Cinematic => new(Cinematic, CinematicTime(body), resolution, BoundKind.Proven),
            "avatar" => new(ModelOf(body, models, at, "twin", "studio", "photo"), Time(body), resolution, BoundKind.Assumed),
            "image" => new(ModelOf(body, models, at, "photo"), Time(body), resolution, BoundKind.Assumed),
            "studio" => new(ModelOf(body, models, at, "studio"), Scenes(body), resolution, BoundKind.Assumed),
            _ => throw new InvalidFieldException("'type' must be avatar, image, cinematic_avatar or studio.", "type"),
        };
    }

    /// <summary>The body tells an avatar's id and not whether it is a twin, a studio avatar or a photo.</summary>
    private static string ModelOf(JsonElement body, ModelCatalog models, DateTimeOffset at, params string[] avatars)
    {
        var engine = body.Object("engine")?.Word("type") ?? DefaultEngine;
        return ModelChoice.Dearest(models, at, avatars.Select(avatar => $"{engine}/{avatar}"));
    }

    private static long Time(JsonElement body) => body.Text("script") is { } script ? SpokenTime.Of(script, SpokenTime.Speed(body)) : SpokenTime.Unknown;

    /// <summary>Scenes whose length is hidden are together assumed at what one video is.</summary>
    private static long Scenes(JsonElement body)
    {
        long told = 0, hidden = 0;
        foreach (var scene in body.RequiredObjects("scenes", MostScenes))
        {
            var voice = scene.Object("voice");
            var script = scene.Text("script") ?? voice?.Text("script") ?? voice?.Text("input_text");
            if (script is null) hidden = SpokenTime.Unknown;
            else told = checked(told + SpokenTime.Of(script, SpokenTime.Speed(voice ?? scene)));
        }

        return checked(told + hidden);
    }

    private static long CinematicTime(JsonElement body)
    {
        const int Longest = 15, Usual = 10;
        var told = body.Integer("duration", 4, Longest);
        return 1000 * (body.Flag("auto_duration") ? Longest : told ?? Usual);
    }
}
