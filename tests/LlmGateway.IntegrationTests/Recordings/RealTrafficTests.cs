using LlmGateway.Metering;

namespace LlmGateway.IntegrationTests.Recordings;

/// <summary>
/// Real traffic through a running gateway: the client gets what was recorded, byte for byte, and the ledger shows exactly the usage that the line says. What cannot be
/// played (Vertex, which is no provider of the gateway, and metered calls whose request was not recorded) goes to the usage reader directly. Where the recordings are not
/// beside the repository nothing is played. Jobs belong to whoever made them first, so each test has a gateway of its own.
/// </summary>
public sealed class RealTrafficTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly Framing[] s_framings = Enum.GetValues<Framing>();

    private readonly ReplayStage _stage = new();

    public ValueTask InitializeAsync() => _stage.InitializeAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task Every_line_comes_through_as_recorded_and_is_booked_as_its_usage_says()
    {
        var all = RecordedTraffic.All;
        var direct = all.Where(CannotBePlayed).ToArray();
        var played = all.Except(direct).Select((line, index) => new Play(line, FramedAnswer.Of(line, s_framings[index % s_framings.Length]))).ToArray();

        var tally = new Tally(output);
        foreach (var line in direct) tally.Count(line.ToString(), () => DirectReading.Judge(_stage.Catalog, line));
        await new Replay(_stage).RunAsync(played, tally);
        tally.Report(all.Count);
    }

    [Theory]
    [InlineData(Framing.Whole)]
    [InlineData(Framing.ByteByByte)]
    [InlineData(Framing.SplitCharacters)]
    [InlineData(Framing.Gzip)]
    [InlineData(Framing.CrLf)]
    public async Task Every_stream_comes_through_in_any_framing(Framing framing)
    {
        var streams = RecordedTraffic.All.Where(line => line.IsStream && line.Provider != "vertex").Select(line => new Play(line, FramedAnswer.Of(line, framing))).ToArray();
        var tally = new Tally(output);
        await new Replay(_stage).RunAsync(streams, tally);
        tally.Report(streams.Length);
    }

    private bool CannotBePlayed(RecordedLine line) =>
        line.Provider == "vertex" || (line is { Method: "POST", RequestBody: null } && _stage.Operation(line).Class is OperationClass.Metered or OperationClass.JobSubmission);
}
