using System.Text;
using BenchmarkDotNet.Attributes;
using LlmGateway.Benchmarks.Loads;
using LlmGateway.Benchmarks.Processes;
using LlmGateway.Metering;
using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Providers;
using LlmGateway.Metering.Providers.OpenAI;
using LlmGateway.Operations;

namespace LlmGateway.Benchmarks.Parts;

/// <summary>What happens once in a call, without I/O.</summary>
public class InnerParts
{
    private readonly OperationCatalog _catalog = new(OpenAIProvider.Instance);
    private readonly ModelCatalog _models = ModelsFile.Read(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "config", "models.json")));
    private readonly CallRequest _small = Request(1024);
    private readonly CallRequest _large = Request(1024 * 1024);
    private readonly byte[] _answer = FastUpstream.Answer.ToArray();
    private Operation _operation = null!;

    [GlobalSetup]
    public void Setup() => _operation = Recognise()!.Operation;

    [Benchmark(Description = "recognise a call")]
    public RecognisedCall? Recognise() => _catalog.Recognise("openai", "POST", "/v1/chat/completions");

    [Benchmark(Description = "estimate a chat of 1 kB")]
    public EstimateResult EstimateSmall() => _operation.Estimate(_small, _models);

    [Benchmark(Description = "estimate a chat of 1 MB")]
    public EstimateResult EstimateLarge() => _operation.Estimate(_large, _models);

    [Benchmark(Description = "read usage of a plain answer")]
    public UsageReading ScanUsage()
    {
        var reader = _operation.CreateReader(_small, null, new ResponseHead(200, "application/json"));
        reader.Read(_answer);
        return reader.Complete(whole: true);
    }

    private static CallRequest Request(int size) => new()
    {
        Method = "POST",
        Path = "/v1/chat/completions",
        ContentType = "application/json",
        Body = Encoding.UTF8.GetBytes(ChatBody.OfSize(size)),
        At = TimeProvider.System.GetUtcNow(),
    };
}
