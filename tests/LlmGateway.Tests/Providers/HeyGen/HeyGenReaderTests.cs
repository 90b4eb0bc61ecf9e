using System.Text;
using CsCheck;
using LlmGateway.Metering;

namespace LlmGateway.Tests.Providers.HeyGen;

public sealed class HeyGenReaderTests
{
    private const string Completed = """{"data":{"id":"v1","status":"completed","duration":12.48,"video_url":"https://files.example/ü.mp4"}}""";

    private static readonly string[] s_answers =
    [
        Completed,
        """{"code":100,"data":{"id":"v1","status":"failed","duration":null,"error":{"code":40119}},"message":"Success"}""",
        """{"data":{"batch_id":"b1","status":"processing","items":[{"video_id":"v1","status":"processing"},{"status":"failed"}]}}""",
        """{"data":{"id":"c1","status":"completed","clips":[{"duration_seconds":30.5},{"duration_seconds":1e300}]}}""",
    ];

    public static TheoryData<string> Looks =>
        ["/v3/videos/v1", "/v1/video_status.get?video_id=v1", "/v3/videos/batches/b1", "/v3/video-agents/s1", "/v3/video-translations/t1", "/v3/ai-clipping/c1", "/v3/voices/v1", "/v2/photo_avatar/generation/g1"];

    [Theory]
    [MemberData(nameof(Looks))]
    public void A_look_reads_the_same_however_its_bytes_are_split(string path)
    {
        var (operation, request) = HeyGenCalls.Call("GET", path);
        foreach (var answer in s_answers.Select(Encoding.UTF8.GetBytes))
        {
            var whole = HeyGenCalls.Read(operation, request, null, answer);
            for (var split = 1; split < 9; split++) Assert.Equivalent(whole, HeyGenCalls.Read(operation, request, null, answer, split));
        }
    }

    [Theory]
    [MemberData(nameof(Looks))]
    public void No_bytes_make_a_reader_fail(string path)
    {
        var (operation, request) = HeyGenCalls.Call("GET", path);
        var mutated = Gen.Select(Gen.OneOf(s_answers), Gen.Int[0, 60], Gen.Byte).Select((answer, at, value) =>
        {
            var bytes = Encoding.UTF8.GetBytes(answer);
            bytes[at % bytes.Length] = value;
            return bytes;
        });
        Gen.OneOf(mutated, Gen.Byte.Array[0, 100]).Sample(bytes => HeyGenCalls.Read(operation, request, null, bytes) is not null, iter: 2_000);
    }

    [Theory]
    [InlineData("""{"data":{"status":"completed","duration":"12.5"}}""", 12_500L)]
    [InlineData("""{"data":{"status":"completed","duration":0}}""", 0L)]
    [InlineData("""{"data":{"status":"completed","duration":0.0001}}""", 1L)]
    [InlineData("""{"data":{"status":"completed","duration":-3}}""", null)]
    [InlineData("""{"data":{"status":"completed","duration":1e30}}""", null)]
    [InlineData("""{"data":{"status":"completed","duration":"soon"}}""", null)]
    [InlineData("""{"data":{"status":"completed","duration":[12]}}""", null)]
    [InlineData("""{"data":{"status":"completed"}}""", null)]
    public void A_duration_is_seconds_rounded_up_to_milliseconds_or_not_told(string answer, long? milliseconds)
    {
        var reading = LookAtVideo(answer);
        Assert.Equal((JobState.Succeeded, 1, milliseconds), (reading.Job, reading.Usage!.Videos, reading.Usage.VideoMilliseconds));
    }

    [Theory]
    [InlineData("""{"data":{"status":"\ud800"}}""")]
    [InlineData("""{"data":{"\ud800":1,"status":7}}""")]
    [InlineData("""{"data":["completed"]}""")]
    [InlineData("""{"data":"completed"}""")]
    [InlineData("""[]""")]
    [InlineData("""null""")]
    [InlineData("")]
    public void An_answer_of_another_shape_tells_nothing_of_the_job(string answer)
    {
        var reading = LookAtVideo(answer);
        Assert.Null(reading.Job);
        Assert.Null(reading.Usage);
    }

    [Fact]
    public void Of_an_answer_beyond_all_measure_nothing_is_read_and_little_is_kept()
    {
        var (operation, request) = HeyGenCalls.Call("GET", "/v3/videos/v1");
        var reader = operation.CreateReader(request, null, new(200, "application/json"));
        reader.Read(Encoding.UTF8.GetBytes(Completed[..^2] + ",\"x\":\""));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 64; i++) reader.Read(new byte[1024 * 1024]);
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < 24 * 1024 * 1024);
        Assert.Null(reader.Complete(whole: true).Job);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(500)]
    public void An_error_is_no_end_of_a_job(int status)
    {
        var (operation, request) = HeyGenCalls.Call("GET", "/v3/videos/v1");
        var reader = operation.CreateReader(request, null, new(status, "application/json"));
        reader.Read(Encoding.UTF8.GetBytes(Completed));
        Assert.Null(reader.Complete(whole: true).Job);
    }

    private static UsageReading LookAtVideo(string answer)
    {
        var (operation, request) = HeyGenCalls.Call("GET", "/v3/videos/v1");
        return HeyGenCalls.Read(operation, request, null, Encoding.UTF8.GetBytes(answer));
    }
}
