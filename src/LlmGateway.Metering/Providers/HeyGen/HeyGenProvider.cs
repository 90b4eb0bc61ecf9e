using System.Collections.Immutable;
using LlmGateway.Metering.Providers.HeyGen.Legacy;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>HeyGen's catalogue: what is not listed is refused. The first route that fits counts, so literal paths stand before those with an id.</summary>
public static class HeyGenProvider
{
    private const string Escapes =
        "Interactive avatars stream beside this gateway, over WebRTC and with a session token that the call hands out: what they use cannot be metered. Use videos, or have whoever runs the gateway open it.";

    public static Provider Instance { get; } = new("heygen", new HeyGenDialect(), [.. Videos(), .. Voices(), .. Account(), .. Legacy()]);

    private static ImmutableArray<Operation> Videos() =>
    [
        new VideosOperation(),
        new VideoBatchesOperation(),
        new BatchOperation("heygen.video_batch", "/v3/videos"),
        new HeyGenFreeOperation("heygen.video_statuses", "GET /v3/videos/statuses"),
        new HeyGenFreeOperation("heygen.video_lists", "GET /v3/videos", "GET /v3/videos/batches") { Lists = true },
        new VideoOperation(),
        new HeyGenFreeOperation("heygen.video_access", "PATCH /v3/videos/{id}", "DELETE /v3/videos/{id}", "DELETE /v3/videos/batches/{id}") { NamesObjects = true },

        new TemplateVideosOperation(),
        new HeyGenFreeOperation("heygen.template", "GET /v3/templates/{template}") { Owned = false },
        new HeyGenFreeOperation("heygen.template_list", "GET /v3/templates") { Lists = true },

        new VideoAgentsOperation(),
        new HeyGenFreeOperation("heygen.video_agent_styles", "GET /v3/video-agents/styles") { Owned = false },
        new HeyGenFreeOperation("heygen.video_agent_list", "GET /v3/video-agents") { Lists = true },
        new VideoAgentOperation(),
        new VideoAgentMessagesOperation(),
        new HeyGenFreeOperation(
            "heygen.video_agent_access", "GET /v3/video-agents/{id}/videos", "GET /v3/video-agents/{id}/resources/{resource}",
            "POST /v3/video-agents/{id}/stop", "PATCH /v3/video-agents/{id}", "DELETE /v3/video-agents/{id}"),

        new VideoTranslationsOperation(),
        new VideoTranslationBatchesOperation(),
        new BatchOperation("heygen.video_translation_batch", "/v3/video-translations"),
        new HeyGenFreeOperation("heygen.video_translation_languages", "GET /v3/video-translations/languages", "GET /v2/video_translate/target_languages") { Owned = false },
        new HeyGenFreeOperation("heygen.video_translation_statuses", "GET /v3/video-translations/statuses"),
        new HeyGenFreeOperation("heygen.video_translation_lists", "GET /v3/video-translations", "GET /v3/video-translations/batches", "GET /v3/video-translations/proofreads") { Lists = true },
        new ProofreadsOperation(),
        new ProofreadOperation(),
        new ProofreadVideosOperation(),
        new HeyGenFreeOperation(
            "heygen.video_translation_proofread_access", "GET /v3/video-translations/proofreads/{id}/srt", "PUT /v3/video-translations/proofreads/{id}/srt",
            "PATCH /v3/video-translations/proofreads/{id}", "DELETE /v3/video-translations/proofreads/{id}"),
        new VideoTranslationOperation(),
        new HeyGenFreeOperation("heygen.video_translation_access", "PATCH /v3/video-translations/{id}", "DELETE /v3/video-translations/{id}", "DELETE /v3/video-translations/batches/{id}"),

        new LipsyncsOperation(),
        new LipsyncBatchesOperation(),
        new BatchOperation("heygen.lipsync_batch", "/v3/lipsyncs"),
        new HeyGenFreeOperation("heygen.lipsync_statuses", "GET /v3/lipsyncs/statuses"),
        new HeyGenFreeOperation("heygen.lipsync_lists", "GET /v3/lipsyncs", "GET /v3/lipsyncs/batches") { Lists = true },
        new LipsyncOperation(),
        new HeyGenFreeOperation("heygen.lipsync_access", "PATCH /v3/lipsyncs/{id}", "DELETE /v3/lipsyncs/{id}", "DELETE /v3/lipsyncs/batches/{id}"),

        new AiClippingsOperation(),
        new HeyGenFreeOperation("heygen.ai_clipping_list", "GET /v3/ai-clipping") { Lists = true },
        new AiClippingOperation(),
        new HeyGenFreeOperation("heygen.ai_clipping_access", "PATCH /v3/ai-clipping/{id}", "DELETE /v3/ai-clipping/{id}"),
        new BackgroundRemovalsOperation(),
        new HeyGenFreeOperation("heygen.background_removal_list", "GET /v3/background-removals") { Lists = true },
        new BackgroundRemovalOperation(),
        new HeyGenFreeOperation("heygen.background_removal_access", "PATCH /v3/background-removals/{id}", "DELETE /v3/background-removals/{id}"),
    ];

    private static ImmutableArray<Operation> Voices() =>
    [
        new SpeechOperation(),
        new VoiceClonesOperation(),
        new VoicesOperation(),
        new HeyGenFreeOperation("heygen.voice_list", "GET /v3/voices") { Lists = true },
        new VoiceOperation(),
        new HeyGenFreeOperation("heygen.voice_access", "PATCH /v3/voices/{id}", "DELETE /v3/voices/{id}"),
        new AvatarsOperation(),
        new HeyGenFreeOperation("heygen.avatar_lists", "GET /v3/avatars", "GET /v3/avatars/looks") { Lists = true },
        new HeyGenFreeOperation(
            "heygen.avatar_access", "GET /v3/avatars/{id}", "PATCH /v3/avatars/{id}", "DELETE /v3/avatars/{id}", "GET /v3/avatars/{id}/consent", "POST /v3/avatars/{id}/consent",
            "GET /v3/avatars/looks/{id}", "PATCH /v3/avatars/looks/{id}", "DELETE /v3/avatars/looks/{id}"),
        new HeyGenFreeOperation("heygen.sounds", "GET /v3/audio/sounds") { Owned = false },
    ];

    private static ImmutableArray<Operation> Account() =>
    [
        // A direct upload leads past the gateway, to storage: that costs nothing, and what is made of the asset is metered here.
        new HeyGenFreeOperation("heygen.assets", "POST /v3/assets", "POST /v3/assets/direct-uploads", "POST /v3/assets/direct-uploads/batches") { Creates = ["asset_id", "id"] },
        new HeyGenFreeOperation("heygen.asset_completion", "POST /v3/assets/complete/batches") { NamesObjects = true },
        new HeyGenFreeOperation("heygen.asset_statuses", "GET /v3/assets/statuses"),
        new HeyGenFreeOperation("heygen.asset_lists", "GET /v3/assets", "GET /v3/assets/search", "POST /v3/assets/search") { Lists = true },
        new HeyGenFreeOperation("heygen.asset_access", "POST /v3/assets/{id}/complete", "GET /v3/assets/{id}", "PATCH /v3/assets/{id}", "DELETE /v3/assets/{id}"),
        new HeyGenFreeOperation("heygen.brand_lists", "GET /v3/brand-kits", "GET /v3/brand-glossaries") { Lists = true },
        new HeyGenFreeOperation("heygen.brands", "POST /v3/brand-kits", "POST /v3/brand-glossaries") { Creates = ["id", "brand_kit_id", "brand_glossary_id"] },
        new HeyGenFreeOperation(
            "heygen.brand_access", "GET /v3/brand-kits/{id}", "PATCH /v3/brand-kits/{id}", "DELETE /v3/brand-kits/{id}",
            "GET /v3/brand-glossaries/{id}", "PATCH /v3/brand-glossaries/{id}", "DELETE /v3/brand-glossaries/{id}"),

        // A webhook is told of everything that happens in the account.
        new HeyGenFreeOperation("heygen.webhooks", "GET /v3/webhooks/{*rest}", "POST /v3/webhooks/{*rest}", "PATCH /v3/webhooks/{*rest}", "DELETE /v3/webhooks/{*rest}") { Lists = true, Owned = false },
        new HeyGenFreeOperation("heygen.account", "GET /v3/users/me") { Lists = true },
    ];

    private static ImmutableArray<Operation> Legacy() =>
    [
        new LegacyVideosOperation(),
        new LegacyAvatarVideosOperation(),
        new LegacyTemplateVideosOperation(),
        new LegacyVideoAgentsOperation(),
        new LegacyTranslationsOperation(),
        new LegacyPhotosOperation(),
        new LegacyPhotoOperation(),
        new LegacyAvatarWorkOperation("heygen.legacy_avatar_training", "legacy/photo_avatar_train", "POST /v2/photo_avatar/train"),
        new LegacyAvatarWorkOperation("heygen.legacy_avatar_motion", "legacy/add_motion", "POST /v2/photo_avatar/add_motion"),
        new LegacyAvatarWorkOperation("heygen.legacy_avatar_upscale", "legacy/upscale", "POST /v2/photo_avatar/upscale"),
        new LegacyAvatarWorkOperation("heygen.legacy_avatar_sound", null, "POST /v2/photo_avatar/add_sound_effect"),
        new HeyGenFreeOperation(
            "heygen.legacy_lists", "GET /v1/video.list", "GET /v2/avatars", "GET /v2/voices", "GET /v2/templates", "GET /v2/user/remaining_quota", "GET /v1/user/remaining_quota",
            "GET /v2/avatar_group.list", "GET /v1/asset/list") { Lists = true },
        new HeyGenFreeOperation("heygen.legacy_avatar_groups", "POST /v2/photo_avatar/avatar_group/create", "POST /v2/photo_avatar/avatar_group/add") { Creates = ["id", "group_id"] },
        new HeyGenFreeOperation("heygen.legacy_avatar_group", "GET /v2/avatar_group/{id}/avatars", "GET /v2/photo_avatar/train/status/{id}"),
        new HeyGenFreeOperation("heygen.legacy_template", "GET /v2/template/{template}", "GET /v3/template/{template}") { Owned = false },
        new HeyGenFreeOperation("heygen.legacy_video_deletion", "DELETE /v1/video.delete"),
        new HeyGenFreeOperation("heygen.legacy_uploads", "POST /v1/asset", "POST /v1/talking_photo") { Creates = ["id", "talking_photo_id", "image_key"] },
        new HeyGenFreeOperation("heygen.legacy_webhooks", "GET /v1/webhook/{*rest}", "POST /v1/webhook/{*rest}", "PATCH /v1/webhook/{*rest}", "DELETE /v1/webhook/{*rest}") { Lists = true, Owned = false },
        new RefusedOperation(
            "heygen.streaming", Escapes, escapes: true, "POST /v1/streaming.new", "POST /v1/streaming.start", "POST /v1/streaming.task", "POST /v1/streaming.stop",
            "POST /v1/streaming.interrupt", "POST /v1/streaming.ice", "POST /v1/streaming.create_token", "POST /v1/streaming.keep_alive", "GET /v1/streaming.list", "GET /v1/streaming/avatar.list"),
        new RefusedOperation(
            "heygen.live_avatar", Escapes, escapes: true, "POST /v1/sessions/token", "POST /v1/sessions/start", "POST /v1/sessions/keep-alive", "POST /v1/sessions/stop", "GET /v1/sessions"),
    ];
}
