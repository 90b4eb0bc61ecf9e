using System.Text;
using LlmGateway.Metering;
using LlmGateway.Metering.Providers.OpenAI.Objects;

namespace LlmGateway.Tests.Providers.OpenAI;

public sealed class ObjectIdsTests
{
    [Theory]
    [InlineData("""{"input_file_id":"file-1","endpoint":"x"}""", "file-1")]
    [InlineData("""{"file_ids":["file-1","file-2"],"metadata":{"file_id":"mine"}}""", "file-1 file-2")]
    [InlineData("""{"previous_response_id":"resp_1","conversation":"conv_1"}""", "resp_1 conv_1")]
    [InlineData("""{"conversation":{"id":"conv_1"},"prompt":{"id":"pmpt_1"}}""", "conv_1 pmpt_1")]
    [InlineData("""{"prompt":"a string is no id","voice":"alloy"}""", "")]
    [InlineData("""{"voice":{"id":"voice_1"}}""", "voice_1")]
    [InlineData("""{"tools":[{"type":"code_interpreter","container":"auto"},{"container":"cntr_1"},{"container":{"type":"auto","file_ids":["file-1"]}}]}""", "cntr_1 file-1")]
    [InlineData("""{"tools":[{"type":"function","parameters":{"properties":{"file_id":{"default":"x"}}}}]}""", "")]
    [InlineData("""{"input":[{"type":"item_reference","id":"msg_1"},{"type":"message","id":"msg_2"}]}""", "msg_1")]
    [InlineData("""{"data_source":{"source":{"type":"file_id","id":"file-1"}}}""", "file-1")]
    [InlineData("""{"model":"ft:gpt-4o:acme::x"}""", "ft:gpt-4o:acme::x")]
    [InlineData("""{"messages":[{"content":"\"file_id\": \"file-1\""}]}""", "")]
    [InlineData("{\"\\u0066ile_id\":\"file-1\"}", "file-1")]
    [InlineData("""{"video":{"id":"video_1"},"characters":[{"id":"char_1"}]}""", "video_1 char_1")]
    [InlineData("""{"file_id":null,"file_ids":[null,5],"conversation":7}""", "")]
    [InlineData("""{"file_id":"file-1" """, "")]
    [InlineData("", "")]
    public void A_body_names_these_objects(string body, string expected) => Assert.Equal(expected, string.Join(' ', ObjectIds.In(Encoding.UTF8.GetBytes(body))));

    [Fact]
    public void A_form_names_objects_in_its_text_fields()
    {
        const string Form = "--b\r\nContent-Disposition: form-data; name=\"video[id]\"\r\n\r\nvideo_1\r\n--b\r\nContent-Disposition: form-data; name=\"file_id\"\r\n\r\nfile-1\r\n--b\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\nx\r\n--b--\r\n";
        var request = new CallRequest { Method = "POST", Path = "/v1/videos/edits", ContentType = "multipart/form-data; boundary=b", Body = Encoding.UTF8.GetBytes(Form), At = DateTimeOffset.UnixEpoch };
        Assert.Equal(["video_1", "file-1"], ObjectIds.In(request));
    }
}
