using System.Buffers;
using BenchmarkDotNet.Attributes;
using LlmGateway.Benchmarks.Processes;
using LlmGateway.Metering;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Providers;
using LlmGateway.Metering.Providers.ChatCompletions;
using LlmGateway.Metering.Providers.OpenAI;

namespace LlmGateway.Benchmarks.Parts;

/// <summary>What happens with every chunk of a stream: none of it may allocate.</summary>
public class StreamParts
{
    private readonly byte[] _chunk = FastUpstream.Chunk.ToArray();
    private readonly SseReader _events = new(static (_, _) => { });
    private readonly ArrayBufferWriter<byte> _output = new(64 * 1024);
    private readonly UsageHidingRewriter _rewriter = new();
    private UsageReader _usage = null!;

    [GlobalSetup]
    public void Setup()
    {
        var operation = new OperationCatalog(OpenAIProvider.Instance).Recognise("openai", "POST", "/v1/chat/completions")!.Operation;
        var request = new CallRequest { Method = "POST", Path = "/v1/chat/completions", At = default };
        _usage = operation.CreateReader(request, null, new ResponseHead(200, "text/event-stream"));
        for (var i = 0; i < 20_000; i++) _usage.Read(_chunk); // The memory of a stream's text is bounded: it is full then.
    }

    [Benchmark(Description = "SSE reader, a chunk")]
    public void ReadEvents() => _events.Read(_chunk);

    [Benchmark(Description = "usage of a stream, a chunk")]
    public void ReadUsage() => _usage.Read(_chunk);

    [Benchmark(Description = "hiding of usage, a chunk")]
    public void HideUsage()
    {
        _output.ResetWrittenCount();
        _rewriter.Rewrite(_chunk, _output);
    }
}
