using LlmGateway.Metering.Json;

namespace LlmGateway.Metering.Providers.OpenAI;

/// <summary>For answers that report nothing because every call costs the same: a whole answer is that usage.</summary>
/// <param name="creates">True if the answer's id is an object's that later calls may name.</param>
internal sealed class CountedReader(ResponseHead head, Usage usage, bool creates = false) : UsageReader
{
    private static readonly JsonShape s_shape = new(["id", "model"]);

    private readonly JsonScanner _scanner = new(s_shape);

    public override void Read(ReadOnlySpan<byte> bytes) => _scanner.Read(bytes);

    public override UsageReading Complete(bool whole)
    {
        if (!head.IsSuccess) return UsageReading.Nothing;
        var id = _scanner.Text("id");
        return new UsageReading
        {
            Usage = usage with { Model = usage.Model ?? _scanner.Text("model") },
            Computed = true,
            Final = true, // The head alone says that the call was served.
            AnythingSeen = true,
            ProviderId = id,
            Created = creates && id is not null ? [new(id)] : [],
        };
    }
}
