using System.Buffers;
using System.Text;
using CsCheck;
using LlmGateway.Metering.Providers.ChatCompletions;
using LlmGateway.Tests.Json;

namespace LlmGateway.Tests.Providers.OpenAI;

public sealed class UsageHidingRewriterTests
{
    /// <summary>Events as they come, and as the client must see them; null where the client must not see them.</summary>
    private static readonly (string Sent, string? Shown)[] s_events =
    [
        ("data: {\"id\":\"x\",\"choices\":[{\"delta\":{\"content\":\"grüße 👋\"}}],\"usage\":null,\"obfuscation\":\"a\"}", "data: {\"id\":\"x\",\"choices\":[{\"delta\":{\"content\":\"grüße 👋\"}}],\"obfuscation\":\"a\"}"),
        ("data: {\"usage\":null,\"choices\":[{}]}", "data: {\"choices\":[{}]}"),
        ("data: {\"choices\":[{}], \"usage\" : null }", "data: {\"choices\":[{}] }"),
        ("data: {\"choices\":[{\"usage\":null}],\"usage\":null}", "data: {\"choices\":[{\"usage\":null}]}"),
        ("data: {\"choices\":[{\"text\":\"a,\\\"usage\\\":null}\"}]}", "data: {\"choices\":[{\"text\":\"a,\\\"usage\\\":null}\"}]}"),
        ("data:{\"usage\":null}", "data:{}"),
        ("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1,\"details\":{\"a\":[1]}}}", null),
        (": comment\ndata: {\"usage\":{\"prompt_tokens\":1},\"choices\":[ ]}\nid: 7", null),
        ("data: {\"choices\":[{\"delta\":{}}],\"usage\":{\"prompt_tokens\":1}}", "data: {\"choices\":[{\"delta\":{}}]}"),
        ("data: {\"choices\":[{\"delta\":{\"content\":\"\\\"usage\\\":null\"}}]}", "data: {\"choices\":[{\"delta\":{\"content\":\"\\\"usage\\\":null\"}}]}"),
        ("data: {\"choices\":[{\"usage\":null}]}", "data: {\"choices\":[{\"usage\":null}]}"),
        ("data: {\"usage\":", "data: {\"usage\":"),
        ("data: {\"usage\":null}\ndata: {}", "data: {\"usage\":null}\ndata: {}"),
        ("event: x\ndata: [DONE]", "event: x\ndata: [DONE]"),
        (": data: {\"usage\":null}", ": data: {\"usage\":null}"),
        ("data: {\"error\":{\"message\":\"\\\"usage\\\"\"}}", "data: {\"error\":{\"message\":\"\\\"usage\\\"\"}}"),
    ];

    [Fact]
    public void The_usage_that_was_not_asked_for_is_hidden_and_all_else_passes_in_any_split() =>
        Gen.Select(Gen.Int[0, s_events.Length - 1].Array[0, 12], Gen.OneOf("\n", "\r\n", "\r"), Splits.Any).Sample((chosen, lineEnd, split) =>
        {
            var sent = string.Concat(chosen.Select(index => s_events[index].Sent + "\n\n")).Replace("\n", lineEnd, StringComparison.Ordinal);
            var shown = string.Concat(chosen.Where(index => s_events[index].Shown is not null).Select(index => s_events[index].Shown + "\n\n")).Replace("\n", lineEnd, StringComparison.Ordinal);
            Assert.Equal(shown, Rewrite(Encoding.UTF8.GetBytes(sent), split));
        }, iter: 20_000);

    [Fact]
    public void A_last_event_without_its_blank_line_is_shown_too() =>
        Assert.Equal("data: {\"a\":1}", Rewrite("data: {\"usage\":null,\"a\":1}"u8.ToArray(), [3]));

    [Fact]
    public void Bytes_without_usage_pass_untouched_however_damaged() =>
        Gen.Select(Gen.Byte.Array[0, 300], Splits.Any).Sample((bytes, split) =>
        {
            var output = new ArrayBufferWriter<byte>();
            var rewriter = new UsageHidingRewriter();
            Splits.Feed(bytes, split, piece => rewriter.Rewrite(piece, output));
            rewriter.Complete(output);
            Assert.Equal(bytes, output.WrittenSpan.ToArray());
        }, iter: 10_000);

    [Fact]
    public void An_event_too_large_to_be_usage_passes_without_being_kept()
    {
        var output = new ArrayBufferWriter<byte>();
        var rewriter = new UsageHidingRewriter();
        var piece = new byte[300_000];
        Array.Fill(piece, (byte)'x');
        rewriter.Rewrite("data: {\"usage\":null,"u8, output);
        for (var i = 0; i < 10; i++) rewriter.Rewrite(piece, output);
        Assert.True(output.WrittenCount > 2_000_000);
        rewriter.Rewrite("\n\ndata: {\"usage\":null}\n\n"u8, output);
        rewriter.Complete(output);
        Assert.EndsWith("\n\ndata: {}\n\n", Encoding.UTF8.GetString(output.WrittenSpan), StringComparison.Ordinal);
    }

    private static string Rewrite(byte[] bytes, int[] split)
    {
        var output = new ArrayBufferWriter<byte>();
        var rewriter = new UsageHidingRewriter();
        Splits.Feed(bytes, split, piece => rewriter.Rewrite(piece, output));
        rewriter.Complete(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
