using System.Text;
using LlmGateway.Metering;
using LlmGateway.Metering.Providers;
using LlmGateway.Metering.Providers.Gemini;

namespace LlmGateway.Tests.Providers.Gemini;

/// <summary>What free calls create is remembered for its owner, with what reading it will cost.</summary>
public sealed class CreatedObjectsTests
{
    private static readonly OperationCatalog s_catalog = new(GeminiProvider.Instance);

    [Theory]
    [InlineData("/upload/v1beta/files", """{"file":{"name":"files/a","mimeType":"text/plain","sizeBytes":"3000"}}""", "files/a", 1000L)]
    [InlineData("/upload/v1beta/files", """{"file":{"sizeBytes":"18810","mimeType":"application/pdf","name":"files/b"}}""", "files/b", 7160L)]
    [InlineData("/upload/v1beta/files", """{"file":{"name":"files/c","mimeType":"image/png","sizeBytes":"1"}}""", "files/c", 1290L)]
    [InlineData("/upload/v1beta/files", """{"file":{"name":"files/d","mimeType":"audio/mp3","sizeBytes":"20000"}}""", "files/d", 352L)]
    [InlineData("/upload/v1beta/files", """{"file":{"name":"files/e","mimeType":"video/mp4","sizeBytes":"250000"}}""", "files/e", 3300L)]
    [InlineData("/v1beta/files:register", """{"files":[{"name":"files/g"}]}""", "files/g", null)]
    [InlineData("/v1beta/fileSearchStores", """{"name":"fileSearchStores/s1","displayName":"x"}""", "fileSearchStores/s1", null)]
    public void A_new_object_is_remembered(string path, string answer, string name, long? tokens)
    {
        var reading = Read(path, answer, 200);
        Assert.Equal([new CreatedObject(name, tokens)], reading.Created);
    }

    [Theory]
    [InlineData("""{"error":{"code":400,"message":"x"}}""", 400)]
    [InlineData("""{"file":{"name":"files/a"}}""", 500)]
    [InlineData("", 200)]
    public void Nothing_is_remembered_of_a_failure(string answer, int status) => Assert.Empty(Read("/upload/v1beta/files", answer, status).Created);

    private static UsageReading Read(string path, string answer, int status)
    {
        var call = s_catalog.Recognise("gemini", "POST", path)!;
        Assert.True(call.Operation.CreatesObjects);
        var request = new CallRequest { Method = "POST", Path = path, RouteValues = call.RouteValues, At = DateTimeOffset.UnixEpoch };
        var reader = call.Operation.CreateReader(request, null, new ResponseHead(status, "application/json"));
        foreach (var next in Encoding.UTF8.GetBytes(answer)) reader.Read([next]);
        return reader.Complete(whole: true);
    }
}
