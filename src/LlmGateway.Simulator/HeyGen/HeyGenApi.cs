using LlmGateway.Simulator.Calls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LlmGateway.Simulator.HeyGen;

/// <summary>The simulated HeyGen API: v3, and v2 and v1 as far as they are used; shapes from the fact sheet's sections 2 to 6.</summary>
internal static class HeyGenApi
{
    private static readonly ErrorShape s_version3 = new((status, message) => new { error = new { code = Code(status), message, param = (string?)null, doc_url = (string?)null } });
    private static readonly ErrorShape s_version2 = new((status, message) => new { data = (object?)null, error = new { code = Code(status), message } });
    private static readonly ErrorShape s_version1 = new((status, message) => new { code = status == 401 ? 400112 : 400175, message, data = (object?)null });

    private static readonly string[] s_languages = ["German", "French", "Spanish"];

    public static void Map(IEndpointRouteBuilder routes, CallDesk desk)
    {
        MapVideos(new(routes, desk, "v3", s_version3));
        MapTranslations(new(routes, desk, "v3", s_version3));
        MapSounds(new(routes, desk, "v3", s_version3));
        MapAccount(new(routes, desk, "v3", s_version3));
        MapLegacy(new(routes, desk, "v2", s_version2), new(routes, desk, "v1", s_version1));
        routes.MapPost("/heygen/v1/asset", Assets.UploadRawAsync);
        routes.Map("/heygen/{**path}", http => Shape(http.Request.Path).WriteAsync(http, 404, "Not found."));
    }

    private static void MapVideos(HeyGenRoutes v3)
    {
        v3.Add("POST", "videos", Videos.CreateAsync);
        v3.Add("POST", "videos/batches", call => Batches.CreateAsync(call, "videos", Videos.Submit));
        v3.Add("GET", "videos/batches/{id}", Batches.GetAsync);
        v3.Add("GET", "videos/statuses", call => Looks.StatusesAsync(call, "video_ids"));
        v3.Add("GET", "videos/{id}", call => Looks.AtAsync(call, call.Route("id"), "processing"));
        v3.Add("DELETE", "videos/{id}", Looks.RemoveAsync);
        v3.Add("POST", "templates/{id}", Videos.OfTemplateAsync);
        v3.Add("POST", "video-agents", Agents.CreateAsync);
        v3.Add("GET", "video-agents/{id}", Agents.GetAsync);
        v3.Add("POST", "video-agents/{id}", Agents.SayAsync);
        v3.Add("POST", "video-agents/{id}/stop", Agents.StopAsync);
        v3.Add("POST", "ai-clipping", Clips.CreateAsync);
        v3.Add("GET", "ai-clipping/{id}", Clips.GetAsync);
        v3.Add("POST", "background-removals", Clips.RemoveBackgroundAsync);
        v3.Add("GET", "background-removals/{id}", call => Looks.AtAsync(call, call.Route("id"), "processing"));
    }

    private static void MapTranslations(HeyGenRoutes v3)
    {
        v3.Add("POST", "video-translations", Translations.CreateAsync);
        v3.Add("POST", "video-translations/batches", call => Batches.CreateAsync(call, "video_translations", Translations.Submit));
        v3.Add("GET", "video-translations/batches/{id}", Batches.GetAsync);
        v3.Add("GET", "video-translations/languages", call => call.JsonAsync(new { data = s_languages }));
        v3.Add("POST", "video-translations/proofreads", Translations.ProofreadAsync);
        v3.Add("GET", "video-translations/proofreads/{id}", call => Looks.AtAsync(call, call.Route("id"), "processing"));
        v3.Add("POST", "video-translations/proofreads/{id}/generate", Translations.OfProofreadAsync);
        v3.Add("GET", "video-translations/{id}", call => Looks.AtAsync(call, call.Route("id"), "running"));
        v3.Add("POST", "lipsyncs", Lipsyncs.CreateAsync);
        v3.Add("POST", "lipsyncs/batches", call => Batches.CreateAsync(call, "lipsyncs", Lipsyncs.Submit));
        v3.Add("GET", "lipsyncs/batches/{id}", Batches.GetAsync);
        v3.Add("GET", "lipsyncs/{id}", call => Looks.AtAsync(call, call.Route("id"), "running"));
    }

    private static void MapSounds(HeyGenRoutes v3)
    {
        v3.Add("POST", "voices/speech", Voices.SpeakAsync);
        v3.Add("POST", "voices", Voices.DesignAsync);
        v3.Add("POST", "voices/clone", Voices.CloneAsync);
        v3.Add("GET", "voices/{id}", Voices.GetAsync);
        v3.Add("GET", "voices", call => call.JsonAsync(new { data = new[] { new { voice_id = "1bd001e7", name = "Calm" } }, has_more = false, next_token = (string?)null }));
    }

    private static void MapAccount(HeyGenRoutes v3)
    {
        v3.Add("POST", "avatars", Assets.AvatarAsync);
        v3.Add("GET", "avatars", call => call.JsonAsync(new { data = new[] { new { id = "Abigail_expressive_2024112501", name = "Abigail" } }, has_more = false, next_token = (string?)null }));
        v3.Add("POST", "assets", Assets.UploadAsync);
        v3.Add("POST", "assets/direct-uploads", Assets.DirectUploadAsync);
        v3.Add("POST", "assets/{id}/complete", call => call.JsonAsync(new { data = new { asset_id = call.Route("id"), status = "completed" } }));
        v3.Add("GET", "users/me", call => call.JsonAsync(new { data = new { username = "simulated", wallet = new { remaining_balance = 100.0, currency = "usd" } } }));
    }

    private static void MapLegacy(HeyGenRoutes v2, HeyGenRoutes v1)
    {
        v2.Add("POST", "video/generate", Legacy.GenerateAsync);
        v2.Add("POST", "video/av4/generate", Legacy.GenerateFromPhotoAsync);
        v2.Add("POST", "template/{id}/generate", Legacy.GenerateFromTemplateAsync);
        v2.Add("GET", "videos/{id}", call => Looks.AtAsync(call, call.Route("id"), "processing"));
        v2.Add("POST", "video_translate", Legacy.TranslateAsync);
        v2.Add("GET", "video_translate/{id}", Legacy.TranslationAsync);
        v2.Add("POST", "photo_avatar/photo/generate", Legacy.PhotoAsync);
        v2.Add("GET", "photo_avatar/generation/{id}", Legacy.PhotosAsync);
        v2.Add("GET", "user/remaining_quota", call => call.JsonAsync(new { error = (object?)null, data = new { remaining_quota = 3600, details = new { api = 3600 } } }));
        v1.Add("POST", "video_agent/generate", Legacy.AgentAsync);
        v1.Add("GET", "video_status.get", Legacy.StatusAsync);
    }

    private static ErrorShape Shape(PathString path) =>
        path.StartsWithSegments("/heygen/v1") ? s_version1 : path.StartsWithSegments("/heygen/v2") ? s_version2 : s_version3;

    private static string Code(int status) => status switch
    {
        401 => "unauthorized",
        402 => "insufficient_credit",
        404 => "not_found",
        429 => "rate_limit_exceeded",
        >= 500 => "internal_error",
        _ => "invalid_parameter",
    };
}
