namespace LlmGateway.IntegrationTests.Recordings;

/// <summary>The recorded chat streams again, for clients that did not ask for usage: the gateway asks for it, books by it and hides it.</summary>
public sealed class HiddenUsageTests(ReplayStage stage, ITestOutputHelper output) : IClassFixture<ReplayStage>
{
    [Theory]
    [InlineData(Framing.Whole)]
    [InlineData(Framing.ByteByByte)]
    [InlineData(Framing.SplitCharacters)]
    [InlineData(Framing.Gzip)]
    [InlineData(Framing.CrLf)]
    public async Task A_chat_stream_whose_client_did_not_ask_for_usage_shows_none_and_is_booked_exactly(Framing framing)
    {
        var chats = RecordedTraffic.All.Where(UnaskedUsage.Fits).Select(line => UnaskedUsage.Of(line, framing)).ToArray();
        var tally = new Tally(output);
        await new Replay(stage).RunAsync(chats, tally);
        tally.Report(chats.Length);
        Assert.All(chats, chat => Assert.True(chat.Shown.Length < chat.Answer.Body.Length));
        Assert.All(chats, chat => Assert.True(chat.Received!.Body.Length > chat.Line.RequestBody!.Length));
    }
}
