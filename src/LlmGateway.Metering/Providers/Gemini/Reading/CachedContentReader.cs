using LlmGateway.Metering.Providers.Gemini.Requests;

namespace LlmGateway.Metering.Providers.Gemini.Reading;

/// <summary>Reads a context cache (fact sheet 3.8): how many tokens it stores and until when. What it stores is remembered for the calls that will read it.</summary>
internal sealed class CachedContentReader : UsageReader
{
    private readonly ResponseHead _head;
    private readonly bool _charged;
    private readonly JsonPicker _picker;
    private readonly LastValue _name = new();
    private readonly LastValue _model = new();
    private readonly LastValue _usage = new();
    private readonly LastValue _updated = new();
    private readonly LastValue _expires = new();

    /// <param name="charged">False if the request did not change how long it lives.</param>
    public CachedContentReader(ResponseHead head, bool charged)
    {
        (_head, _charged) = (head, charged);
        _picker = new JsonPicker()
            .On("name", _name.Set)
            .On("model", _model.Set)
            .On("usageMetadata", _usage.Set)
            .On("updateTime", _updated.Set)
            .On("expireTime", _expires.Set);
    }

    public override void Read(ReadOnlySpan<byte> bytes) => _picker.Read(bytes);

    public override UsageReading Complete(bool whole)
    {
        var name = _name.Text();
        if (!whole || !_head.IsSuccess || string.IsNullOrEmpty(name)) return new() { AnythingSeen = _picker.AnythingSeen };
        var tokens = GeminiUsage.Count(_usage.Element(), "totalTokenCount");
        var stored = _charged ? tokens * Seconds() : 0;
        return new UsageReading
        {
            Usage = stored is null ? null : new Usage { Model = _model.Text(), StoredTokenSeconds = stored },
            Final = stored is not null,
            AnythingSeen = true,
            ProviderId = name,
            Created = [new(name, tokens)],
        };
    }

    private long? Seconds() => CacheLife.Time(_expires.Text()) - CacheLife.Time(_updated.Text()) is { } life ? Math.Max(0, (long)Math.Ceiling(life.TotalSeconds)) : null;
}
