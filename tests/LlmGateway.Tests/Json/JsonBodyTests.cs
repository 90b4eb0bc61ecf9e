using System.Text;
using CsCheck;
using LlmGateway.Metering.Json;

namespace LlmGateway.Tests.Json;

public sealed class JsonBodyTests
{
    [Theory]
    [InlineData("", "no body")]
    [InlineData("[]", "JSON object")]
    [InlineData("{", "not valid JSON (line 1")]
    [InlineData("{\"a\":1} x", "not valid JSON")]
    [InlineData("{\"a\":1,}", "not valid JSON")]
    [InlineData("{\"n\":1,\"n\":2}", "twice")]
    [InlineData("{\"n\":1,\"\\u006e\":2}", "twice")]
    [InlineData("{\"a\":{\"n\":1,\"n\":2}}", "twice")]
    public void What_is_no_strict_object_is_refused_with_its_reason(string body, string reason) =>
        Assert.Contains(reason, Assert.Throws<InvalidFieldException>(() => JsonBody.Parse(Encoding.UTF8.GetBytes(body))).Message, StringComparison.Ordinal);

    [Fact]
    public void Invalid_utf8_is_refused() =>
        Assert.Contains("UTF-8", Assert.Throws<InvalidFieldException>(() => JsonBody.Parse((byte[])[.. "{\"a\":\""u8, 0xC3, .. "\"}"u8])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_message_never_quotes_the_body()
    {
        var message = Assert.Throws<InvalidFieldException>(() => JsonBody.Parse("{\"secret\": sesame}"u8.ToArray())).Message;
        Assert.DoesNotContain("sesame", message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Places_are_offsets_of_the_body()
    {
        var body = Encoding.UTF8.GetBytes("{\"ä\": \"ö\", \"n\" : null }");
        using var json = JsonBody.Parse(body);
        var (offset, length) = json.Place(json.Root.GetProperty("n"));
        Assert.Equal("null", Encoding.UTF8.GetString(body.AsSpan(offset, length)));
    }

    [Fact]
    public void Text_decoded_in_pieces_is_the_text_of_the_string() =>
        Gen.Select(Gen.OneOf("plain", "\\n", "\\\"", "\\u00e9", "ü", "👋", "\\ud83d\\udc4b", "\\/", "日本", "\\\\").Array[0, 12], Gen.Int[2, 9]).Sample((pieces, window) =>
        {
            var raw = string.Concat(pieces);
            using var json = JsonBody.Parse(Encoding.UTF8.GetBytes($"{{\"a\":\"{raw}\"}}"));
            var rest = Encoding.UTF8.GetBytes(raw).AsSpan();
            var text = new StringBuilder();
            var buffer = new char[window];
            while (!rest.IsEmpty)
            {
                var (read, written) = JsonText.Decode(rest, buffer);
                Assert.True(read > 0);
                text.Append(buffer, 0, written);
                rest = rest[read..];
            }

            Assert.Equal(json.Root.GetProperty("a").GetString(), text.ToString());
        }, iter: 10_000);
}
