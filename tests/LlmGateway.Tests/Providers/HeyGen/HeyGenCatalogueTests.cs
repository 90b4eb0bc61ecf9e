using LlmGateway.Metering;
using LlmGateway.Metering.Providers;
using LlmGateway.Metering.Providers.HeyGen;

namespace LlmGateway.Tests.Providers.HeyGen;

/// <summary>Every path of the fact sheet, and what becomes of it.</summary>
public sealed class HeyGenCatalogueTests
{
    [Theory]
    [InlineData("POST", "/v3/videos", "heygen.videos", OperationClass.JobSubmission)]
    [InlineData("POST", "/v3/videos/batches", "heygen.video_batches", OperationClass.JobSubmission)]
    [InlineData("GET", "/v3/videos", "heygen.video_lists", OperationClass.Free)]
    [InlineData("GET", "/v3/videos/batches", "heygen.video_lists", OperationClass.Free)]
    [InlineData("GET", "/v3/videos/statuses", "heygen.video_statuses", OperationClass.Free)]
    [InlineData("GET", "/v3/videos/batches/b1", "heygen.video_batch", OperationClass.JobRead)]
    [InlineData("GET", "/v3/videos/v1", "heygen.video", OperationClass.JobRead)]
    [InlineData("DELETE", "/v3/videos/v1", "heygen.video_access", OperationClass.Free)]
    [InlineData("POST", "/v3/templates/t1", "heygen.template_videos", OperationClass.JobSubmission)]
    [InlineData("POST", "/v3/video-agents", "heygen.video_agents", OperationClass.JobSubmission)]
    [InlineData("POST", "/v3/video-agents/s1", "heygen.video_agent_messages", OperationClass.JobSubmission)]
    [InlineData("GET", "/v3/video-agents/s1", "heygen.video_agent", OperationClass.JobRead)]
    [InlineData("GET", "/v3/video-agents/styles", "heygen.video_agent_styles", OperationClass.Free)]
    [InlineData("GET", "/v3/video-agents/s1/videos", "heygen.video_agent_access", OperationClass.Free)]
    [InlineData("GET", "/v3/video-agents/s1/resources/r1", "heygen.video_agent_access", OperationClass.Free)]
    [InlineData("POST", "/v3/video-agents/s1/stop", "heygen.video_agent_access", OperationClass.Free)]
    [InlineData("POST", "/v3/video-translations", "heygen.video_translations", OperationClass.JobSubmission)]
    [InlineData("POST", "/v3/video-translations/batches", "heygen.video_translation_batches", OperationClass.JobSubmission)]
    [InlineData("GET", "/v3/video-translations/batches/b1", "heygen.video_translation_batch", OperationClass.JobRead)]
    [InlineData("GET", "/v3/video-translations/languages", "heygen.video_translation_languages", OperationClass.Free)]
    [InlineData("GET", "/v3/video-translations/statuses", "heygen.video_translation_statuses", OperationClass.Free)]
    [InlineData("GET", "/v3/video-translations/t1", "heygen.video_translation", OperationClass.JobRead)]
    [InlineData("POST", "/v3/video-translations/proofreads", "heygen.video_translation_proofreads", OperationClass.JobSubmission)]
    [InlineData("GET", "/v3/video-translations/proofreads/p1", "heygen.video_translation_proofread", OperationClass.JobRead)]
    [InlineData("POST", "/v3/video-translations/proofreads/p1/generate", "heygen.video_translation_proofread_videos", OperationClass.JobSubmission)]
    [InlineData("PUT", "/v3/video-translations/proofreads/p1/srt", "heygen.video_translation_proofread_access", OperationClass.Free)]
    [InlineData("POST", "/v3/lipsyncs", "heygen.lipsyncs", OperationClass.JobSubmission)]
    [InlineData("POST", "/v3/lipsyncs/batches", "heygen.lipsync_batches", OperationClass.JobSubmission)]
    [InlineData("GET", "/v3/lipsyncs/statuses", "heygen.lipsync_statuses", OperationClass.Free)]
    [InlineData("GET", "/v3/lipsyncs/l1", "heygen.lipsync", OperationClass.JobRead)]
    [InlineData("POST", "/v3/voices/speech", "heygen.speech", OperationClass.Metered)]
    [InlineData("POST", "/v3/voices", "heygen.voices_design", OperationClass.Metered)]
    [InlineData("POST", "/v3/voices/clone", "heygen.voice_clones", OperationClass.JobSubmission)]
    [InlineData("GET", "/v3/voices/v1", "heygen.voice", OperationClass.JobRead)]
    [InlineData("GET", "/v3/voices", "heygen.voice_list", OperationClass.Free)]
    [InlineData("POST", "/v3/avatars", "heygen.avatars", OperationClass.Metered)]
    [InlineData("GET", "/v3/avatars/g1", "heygen.avatar_access", OperationClass.Free)]
    [InlineData("GET", "/v3/avatars/looks/l1", "heygen.avatar_access", OperationClass.Free)]
    [InlineData("POST", "/v3/avatars/g1/consent", "heygen.avatar_access", OperationClass.Free)]
    [InlineData("POST", "/v3/ai-clipping", "heygen.ai_clippings", OperationClass.JobSubmission)]
    [InlineData("GET", "/v3/ai-clipping/c1", "heygen.ai_clipping", OperationClass.JobRead)]
    [InlineData("POST", "/v3/background-removals", "heygen.background_removals", OperationClass.JobSubmission)]
    [InlineData("GET", "/v3/background-removals/r1", "heygen.background_removal", OperationClass.JobRead)]
    [InlineData("POST", "/v3/assets", "heygen.assets", OperationClass.Free)]
    [InlineData("POST", "/v3/assets/direct-uploads", "heygen.assets", OperationClass.Free)]
    [InlineData("POST", "/v3/assets/direct-uploads/batches", "heygen.assets", OperationClass.Free)]
    [InlineData("POST", "/v3/assets/a1/complete", "heygen.asset_access", OperationClass.Free)]
    [InlineData("POST", "/v3/assets/complete/batches", "heygen.asset_completion", OperationClass.Free)]
    [InlineData("GET", "/v3/assets/search", "heygen.asset_lists", OperationClass.Free)]
    [InlineData("GET", "/v3/audio/sounds", "heygen.sounds", OperationClass.Free)]
    [InlineData("GET", "/v3/brand-kits", "heygen.brand_lists", OperationClass.Free)]
    [InlineData("GET", "/v3/brand-glossaries", "heygen.brand_lists", OperationClass.Free)]
    [InlineData("POST", "/v3/webhooks/endpoints", "heygen.webhooks", OperationClass.Free)]
    [InlineData("GET", "/v3/users/me", "heygen.account", OperationClass.Free)]
    [InlineData("POST", "/v2/video/generate", "heygen.legacy_videos", OperationClass.JobSubmission)]
    [InlineData("POST", "/v2/video/av4/generate", "heygen.legacy_avatar_videos", OperationClass.JobSubmission)]
    [InlineData("POST", "/v2/template/t1/generate", "heygen.legacy_template_videos", OperationClass.JobSubmission)]
    [InlineData("POST", "/v1/video_agent/generate", "heygen.legacy_video_agents", OperationClass.JobSubmission)]
    [InlineData("GET", "/v1/video_status.get", "heygen.video", OperationClass.JobRead)]
    [InlineData("GET", "/v2/videos/v1", "heygen.video", OperationClass.JobRead)]
    [InlineData("POST", "/v2/video_translate", "heygen.legacy_translations", OperationClass.JobSubmission)]
    [InlineData("POST", "/v2/video_translate/translate", "heygen.legacy_translations", OperationClass.JobSubmission)]
    [InlineData("GET", "/v2/video_translate/t1", "heygen.video_translation", OperationClass.JobRead)]
    [InlineData("GET", "/v2/video_translate/target_languages", "heygen.video_translation_languages", OperationClass.Free)]
    [InlineData("POST", "/v2/photo_avatar/photo/generate", "heygen.legacy_photos", OperationClass.JobSubmission)]
    [InlineData("POST", "/v2/photo_avatar/look/generate", "heygen.legacy_photos", OperationClass.JobSubmission)]
    [InlineData("GET", "/v2/photo_avatar/generation/g1", "heygen.legacy_photo", OperationClass.JobRead)]
    [InlineData("POST", "/v2/photo_avatar/train", "heygen.legacy_avatar_training", OperationClass.Metered)]
    [InlineData("POST", "/v2/photo_avatar/add_motion", "heygen.legacy_avatar_motion", OperationClass.Metered)]
    [InlineData("POST", "/v2/photo_avatar/upscale", "heygen.legacy_avatar_upscale", OperationClass.Metered)]
    [InlineData("POST", "/v2/photo_avatar/add_sound_effect", "heygen.legacy_avatar_sound", OperationClass.Metered)]
    [InlineData("GET", "/v2/user/remaining_quota", "heygen.legacy_lists", OperationClass.Free)]
    [InlineData("GET", "/v1/video.list", "heygen.legacy_lists", OperationClass.Free)]
    [InlineData("GET", "/v2/avatars", "heygen.legacy_lists", OperationClass.Free)]
    [InlineData("GET", "/v2/voices", "heygen.legacy_lists", OperationClass.Free)]
    [InlineData("GET", "/v2/templates", "heygen.legacy_lists", OperationClass.Free)]
    [InlineData("GET", "/v1/webhook/endpoint.list", "heygen.legacy_webhooks", OperationClass.Free)]
    [InlineData("POST", "/v1/asset", "heygen.legacy_uploads", OperationClass.Free)]
    [InlineData("POST", "/v1/talking_photo", "heygen.legacy_uploads", OperationClass.Free)]
    [InlineData("POST", "/v1/streaming.create_token", "heygen.streaming", OperationClass.Refused)]
    [InlineData("POST", "/v1/streaming.new", "heygen.streaming", OperationClass.Refused)]
    [InlineData("POST", "/v1/sessions/token", "heygen.live_avatar", OperationClass.Refused)]
    public void Each_path_of_the_fact_sheet_is_classified(string method, string path, string operation, OperationClass @class)
    {
        var call = HeyGenCalls.Recognise(method, path);
        Assert.Equal((operation, @class), (call?.Operation.Name, call?.Operation.Class));
    }

    [Theory]
    [InlineData("POST", "/v3/hyperframes")]
    [InlineData("POST", "/v4/videos")]
    [InlineData("PUT", "/v3/videos")]
    [InlineData("GET", "/v3/videos/v1/download")]
    [InlineData("POST", "/v1/streaming.unheard_of")]
    public void What_is_not_in_it_is_unknown(string method, string path) => Assert.Null(HeyGenCalls.Recognise(method, path));

    [Theory]
    [InlineData("POST", "/v1/streaming.create_token")]
    [InlineData("POST", "/v1/sessions/token")]
    public void Ways_around_the_meter_may_be_opened_by_whoever_runs_the_gateway(string method, string path) =>
        Assert.True(Assert.IsType<RefusedOperation>(HeyGenCalls.Recognise(method, path)!.Operation).Escapes);

    [Theory]
    [InlineData("GET", "/v3/videos")]
    [InlineData("GET", "/v3/voices")]
    [InlineData("GET", "/v3/users/me")]
    [InlineData("POST", "/v3/webhooks/endpoints")]
    [InlineData("GET", "/v2/user/remaining_quota")]
    public void What_shows_the_whole_account_is_marked(string method, string path) => Assert.True(HeyGenCalls.Recognise(method, path)!.Operation.ListsAccount);

    [Theory]
    [InlineData("GET", "/v3/video-agents/styles")]
    [InlineData("GET", "/v3/audio/sounds")]
    [InlineData("GET", "/v3/video-translations/languages")]
    public void What_HeyGen_offers_to_all_is_nobodys(string method, string path)
    {
        var (operation, request) = HeyGenCalls.Call(method, path);
        Assert.False(operation.ListsAccount);
        Assert.Empty(operation.References(request));
    }

    [Fact]
    public void Each_operation_says_what_is_held_and_charged() =>
        Assert.All(HeyGenProvider.Instance.Operations, operation => Assert.False(string.IsNullOrWhiteSpace(operation.Booking), operation.Name));

    [Fact]
    public void Names_are_unique_and_the_providers() => Assert.Equal(
        HeyGenProvider.Instance.Operations.Length, HeyGenProvider.Instance.Operations.Select(operation => operation.Name).Where(name => name.StartsWith("heygen.", StringComparison.Ordinal)).Distinct().Count());
}
