using LlmGateway.Metering.Json;

namespace LlmGateway.Metering.Providers.OpenAI.Objects;

/// <summary>Reads the ids of what an answer created, so that they are remembered for their owner.</summary>
/// <param name="tokens">Tokens that the created object stands for; null if unknown.</param>
/// <param name="paths">Where in the answer the ids stand.</param>
internal sealed class CreatedObjectReader(ResponseHead head, long? tokens, params string[] paths) : UsageReader
{
    private readonly JsonScanner _scanner = new(new JsonShape(paths));

    public override void Read(ReadOnlySpan<byte> bytes) => _scanner.Read(bytes);

    public override UsageReading Complete(bool whole)
    {
        if (!head.IsSuccess) return UsageReading.Nothing;
        var ids = paths.SelectMany(path => path.Contains("[]", StringComparison.Ordinal) ? _scanner.Texts(path) : _scanner.Text(path) is { } id ? [id] : []);
        return new UsageReading { Created = [.. ids.Distinct().Select(id => new CreatedObject(id, tokens))], AnythingSeen = _scanner.AnythingSeen };
    }
}
