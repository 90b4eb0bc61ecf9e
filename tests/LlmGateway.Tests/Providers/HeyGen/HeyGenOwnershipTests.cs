using System.Text;
using CsCheck;
using LlmGateway.Metering;

namespace LlmGateway.Tests.Providers.HeyGen;

public sealed class HeyGenOwnershipTests
{
    [Theory]
    [InlineData("DELETE", "/v3/videos/v1", "", "v1")]
    [InlineData("GET", "/v3/videos/statuses?video_ids=v1,v2", "", "v1 v2")]
    [InlineData("GET", "/v3/assets/statuses?asset_ids=a1", "", "a1")]
    [InlineData("DELETE", "/v1/video.delete?video_id=v1", "", "v1")]
    [InlineData("POST", "/v3/assets/complete/batches", """{"asset_ids":["a1","a2"]}""", "a1 a2")]
    [InlineData("POST", "/v3/lipsyncs", """{"video":{"type":"asset_id","asset_id":"a1"},"audio":{"type":"asset_id","asset_id":"a2"}}""", "a1 a2")]
    [InlineData("POST", "/v3/videos", """{"type":"image","image_asset_id":"a1","audio_asset_id":"a1","avatar_id":"of-the-library","voice_id":"of-the-library"}""", "a1")]
    [InlineData("POST", "/v3/videos/batches", """{"videos":[{"type":"image","image_asset_id":"a1"},{"type":"image","image_asset_id":"a2"}]}""", "a1 a2")]
    [InlineData("POST", "/v3/video-agents/s1", """{"message":"x","files":[{"type":"asset_id","asset_id":"a1"}]}""", "s1 a1")]
    [InlineData("POST", "/v3/video-translations/proofreads/p1/generate", "", "p1")]
    [InlineData("POST", "/v3/templates/t1", """{"variables":{}}""", "")]
    [InlineData("POST", "/v3/videos", """{"type":"image","image_asset_id":{"nested":"no"}}""", "")]
    public void Objects_of_calls_are_found_wherever_they_are_named(string method, string path, string body, string ids)
    {
        var (operation, request) = HeyGenCalls.Call(method, path, body);
        Assert.Equal(ids, string.Join(' ', operation.References(request)));
    }

    [Fact]
    public void No_body_makes_the_search_fail()
    {
        var (operation, request) = HeyGenCalls.Call("POST", "/v3/videos");
        var bytes = Gen.OneOf(Gen.Byte.Array[0, 80], Gen.OneOf("{\"asset_id\":\"\\ud800\"}", "{\"\\ud800\":{\"asset_id\":1}}", "[[[[", "{\"asset_id\":[{\"asset_id\":null}]}").Select(Encoding.UTF8.GetBytes));
        bytes.Sample(body => !operation.References(request with { Body = body }).IsDefault, iter: 5_000);
    }

    [Theory]
    [InlineData("POST", "/v3/assets", """{"data":{"asset_id":"as1","url":"u"}}""", "as1")]
    [InlineData("POST", "/v3/assets/direct-uploads", """{"data":{"asset_id":"as2","upload_url":"u"}}""", "as2")]
    [InlineData("POST", "/v3/assets/direct-uploads/batches", """{"data":{"items":[{"asset_id":"as3"},{"asset_id":"as4"}]}}""", "as3 as4")]
    [InlineData("POST", "/v3/assets/direct-uploads/batches", """{"data":[{"asset_id":"as5"},{"asset_id":"as6"}]}""", "as5 as6")]
    [InlineData("POST", "/v1/asset", """{"code":100,"data":{"id":"as7","image_key":"image/as7"},"message":"Success"}""", "as7 image/as7")]
    [InlineData("POST", "/v1/talking_photo", """{"code":100,"data":{"talking_photo_id":"tp1"},"message":"Success"}""", "tp1")]
    [InlineData("POST", "/v3/assets", """{"error":{"code":"payload_too_large","message":"..."}}""", "")]
    [InlineData("POST", "/v3/assets", "no json", "")]
    public void What_an_upload_creates_is_remembered(string method, string path, string answer, string ids)
    {
        var (operation, request) = HeyGenCalls.Call(method, path);
        Assert.True(operation.CreatesObjects);
        Assert.Equal(BodyMode.Streamed, operation.Body);
        Assert.Equal(ids, string.Join(' ', HeyGenCalls.Read(operation, request, null, Encoding.UTF8.GetBytes(answer)).Created.Select(created => created.Id)));
    }

    [Fact]
    public void A_session_cannot_be_seen_by_the_name_of_ones_own_run()
    {
        var (operation, request) = HeyGenCalls.Call("GET", "/v3/video-agents/of-another?run_id=my_run");
        Assert.Equal("of-another/my_run", operation.JobId(request));
    }

    [Fact]
    public void The_way_back_to_a_run_leads_to_the_same_job()
    {
        var (operation, request) = HeyGenCalls.Call("POST", "/v3/video-agents/s 1", """{"message":"x"}""");
        var (read, look) = HeyGenCalls.Call("GET", Uri.UnescapeDataString(operation.PollPath(request, "s 1/run&7").Split('?')[0]) + "?" + operation.PollPath(request, "s 1/run&7").Split('?')[1]);
        Assert.Equal(("heygen.video_agent", "s 1/run&7"), (read.Name, read.JobId(look)));
    }
}
