using System.Text;
using LlmGateway.Metering.Prices;
using LlmGateway.Tests.Config;

namespace LlmGateway.Tests.Providers.HeyGen;

/// <summary>HeyGen's calls in dollars, by the shipped prices.</summary>
public sealed class HeyGenMoneyTests
{
    private const string TwelveSeconds = "\"script\":\"0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 \"";

    [Theory]
    [InlineData("/v3/videos", "{\"type\":\"avatar\"," + TwelveSeconds + "}", "avatar_iv/twin", 0.8004)] // 143 characters are 12 s; the kind of avatar is not told: the dearest.
    [InlineData("/v3/videos", "{\"type\":\"image\"," + TwelveSeconds + "}", "avatar_iv/photo", 0.6)]
    [InlineData("/v3/videos", "{\"type\":\"avatar\",\"engine\":{\"type\":\"avatar_iii\"}," + TwelveSeconds + "}", "avatar_iii/photo", 0.5196)]
    [InlineData("/v3/videos", "{\"type\":\"avatar\",\"engine\":{\"type\":\"avatar_v\"}," + TwelveSeconds + "}", "avatar_v/twin", 0.8004)]
    [InlineData("/v3/videos", """{"type":"cinematic_avatar","prompt":"x","duration":4}""", "cinematic_avatar", 7)]
    [InlineData("/v3/videos/batches", """{"videos":[{"type":"cinematic_avatar","prompt":"x"},{"type":"cinematic_avatar","prompt":"y"}]}""", "cinematic_avatar", 14)]
    [InlineData("/v3/videos/batches", "{\"videos\":[{\"type\":\"image\"," + TwelveSeconds + "},{\"type\":\"studio\",\"scenes\":[{" + TwelveSeconds + "}]}]}", "avatar_iv/studio", 1.6008)]
    [InlineData("/v3/video-agents", """{"prompt":"x"}""", "video_agent", 9.99)]
    [InlineData("/v3/video-translations", """{"output_languages":["German","French"],"mode":"speed","start_time":0,"end_time":60}""", "video_translation/speed", 3.996)]
    [InlineData("/v3/video-translations", """{"output_languages":["German"],"end_time":60}""", "video_translation/precision", 4.002)]
    [InlineData("/v3/video-translations", """{"output_languages":["German"],"end_time":60,"translate_audio_only":true}""", "video_translation/audio_only", 1.002)]
    [InlineData("/v3/video-translations/batches", """{"video_translations":[{"output_languages":["German"],"mode":"speed","end_time":60},{"output_languages":["German"],"mode":"precision","end_time":60}]}""", "video_translation/precision", 8.004)]
    [InlineData("/v3/lipsyncs", """{"mode":"speed","end_time":10}""", "lipsync/speed", 0.333)]
    [InlineData("/v3/lipsyncs/batches", """{"lipsyncs":[{"mode":"speed","end_time":10},{"mode":"precision","end_time":10}]}""", "lipsync/precision", 1.334)]
    [InlineData("/v3/voices/speech", """{"text":"0123456789 0123456789 0","speed":2}""", "tts/starfish", 0.000667)]
    [InlineData("/v3/avatars", """{"type":"prompt"}""", "avatar_creation", 1)]
    [InlineData("/v2/video/generate", """{"video_inputs":[{"character":{"type":"talking_photo"},"voice":{"type":"silence","duration":31}}]}""", "legacy/video_generate/photo", 0.99)] // 31 s are two steps of 30.
    [InlineData("/v2/video/av4/generate", """{"script":"x"}""", "legacy/av4_generate", 2.97)]
    [InlineData("/v2/photo_avatar/train", "{}", "legacy/photo_avatar_train", 3.96)]
    [InlineData("/v2/photo_avatar/add_sound_effect", "{}", "heygen.legacy_avatar_sound", 0)]
    public void A_call_is_held_at_its_price(string path, string body, string model, double usd)
    {
        Assert.Equal(model, HeyGenCalls.Estimate(path, body).Model);
        Assert.Equal((decimal)usd, HeyGenCalls.HeldUsd(path, body));
    }

    [Theory]
    [InlineData("/v3/video-translations/proofreads", """{"output_languages":["German"]}""")]
    [InlineData("/v3/voices", """{"prompt":"x"}""")]
    [InlineData("/v3/voices/clone", "{}")]
    [InlineData("/v3/ai-clipping", "{}")]
    [InlineData("/v3/background-removals", "{}")]
    [InlineData("/v3/videos", """{"type":"avatar","engine":{"type":"avatar_ix"},"script":"x"}""")]
    public void What_HeyGen_tells_no_price_of_has_none(string path, string body) => Assert.Null(HeyGenCalls.HeldUsd(path, body));

    [Fact]
    public void The_real_duration_is_charged_to_the_millisecond()
    {
        var (operation, request) = HeyGenCalls.Call("GET", "/v3/videos/v1");
        var reading = HeyGenCalls.Read(operation, request, null, Encoding.UTF8.GetBytes("""{"data":{"id":"v1","status":"completed","duration":12.4801}}"""));
        Assert.Equal(12_481, reading.Usage!.VideoMilliseconds);
        Assert.Equal(624_050_000, Pricing.Charge(ShippedFiles.Models, "heygen", "avatar_iv/photo", reading.Usage, HeyGenCalls.Now)!.NanoUsd);
    }
}
