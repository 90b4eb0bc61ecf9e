using LlmGateway.Metering.Json;

namespace LlmGateway.Metering.Providers.ChatCompletions;

/// <summary>Reads a plain JSON answer of any size: usage, id, model and service tier of the root object.</summary>
/// <param name="adjust">What a provider's dialect reads differently in the usage; null for nothing.</param>
/// <param name="remembers">True if the answer's id is one that later calls may name.</param>
internal sealed class PlainUsageReader(Func<Usage, Usage>? adjust = null, bool remembers = false) : UsageReader
{
    private static readonly JsonShape s_shape = new(["usage", "id", "model", "service_tier"]);

    private readonly JsonScanner _scanner = new(s_shape);

    public override void Read(ReadOnlySpan<byte> bytes) => _scanner.Read(bytes);

    public override UsageReading Complete(bool whole)
    {
        var usage = ChatUsage.Read(_scanner.Value("usage"), _scanner.Text("model"), _scanner.Text("service_tier"));
        if (usage is not null && adjust is not null) usage = adjust(usage);
        var id = _scanner.Text("id");
        return new UsageReading
        {
            Usage = usage,
            Final = usage is not null,
            AnythingSeen = _scanner.AnythingSeen,
            ProviderId = id,
            Created = remembers && id is not null ? [new(id, usage?.Tokens)] : [],
        };
    }
}
