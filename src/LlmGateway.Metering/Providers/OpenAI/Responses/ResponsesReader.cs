using LlmGateway.Metering.Json;
using LlmGateway.Metering.Providers.ChatCompletions;
using LlmGateway.Metering.Tokens;

namespace LlmGateway.Metering.Providers.OpenAI.Responses;

/// <summary>
/// Reads a response, plain (the object is the answer) or streamed (it is the member <c>response</c> of events; usage stands in the terminal one: completed,
/// incomplete, failed). Scanned while it passes: images in the output cost no memory. Deltas of text are kept for a cut.
/// </summary>
internal sealed class ResponsesReader : UsageReader
{
    private const string InEvents = "response.";

    private static readonly JsonShape s_plain = new([.. ResponseState.Paths, "output[].content[].text"]);
    private static readonly JsonShape s_events = new([.. ResponseState.Paths.Select(path => InEvents + path), "type", "delta", "item.type"]);

    private readonly ResponseHead _head;
    private readonly bool _isJob;
    private readonly bool _remembers;
    private readonly string _prefix;
    private readonly JsonScanner _scanner;
    private readonly SseScanner? _events;
    private readonly SeenText _text;
    private readonly List<string> _itemTypes = [];
    private ResponseState _state = new();
    private bool _error;
    private bool _seen;

    /// <param name="isJob">True if the answer is looked at as a job: a response in the background, or a read of any response.</param>
    /// <param name="remembers">True if later calls may name the response and its items.</param>
    public ResponsesReader(ResponseHead head, bool isJob, bool remembers)
    {
        (_head, _isJob, _remembers) = (head, isJob, remembers);
        _text = new SeenText(TokenCounter.For("o200k_base"));
        _prefix = head.IsEventStream ? InEvents : "";
        _scanner = new(head.IsEventStream ? s_events : s_plain);
        _events = head.IsEventStream ? new SseScanner(_scanner, OnEvent) : null;
    }

    public override long OutputTokensSoFar => _text.RoughTokens;

    public override void Read(ReadOnlySpan<byte> bytes)
    {
        if (_events is null) _scanner.Read(bytes);
        else _events.Read(bytes);
    }

    public override UsageReading Complete(bool whole)
    {
        if (_events is null) ReadPlain();
        else _events.Complete();
        if (!_head.IsSuccess) return new() { AnythingSeen = _seen };
        var usage = _state.Usage is null ? null : _state.WithTools(_itemTypes);
        var failed = usage is null && _text.IsEmpty && (_state.Status == "failed" || (_error && _state.Status is null or "in_progress" or "queued"));
        var job = _isJob && _state.Id is not null ? Job(usage, failed) : (JobState?)null;
        return new UsageReading
        {
            Usage = usage ?? (job is JobState.Succeeded && _state.Status == "cancelled" ? CutShort() : null),
            Final = usage is not null,
            Failed = failed,
            AnythingSeen = _seen,
            OutputTokensCounted = usage is null ? _text.Count() : 0,
            ProviderId = _state.Id,
            Job = job,
            Created = _remembers ? _state.Created(usage) : [],
        };
    }

    private void ReadPlain()
    {
        _state = ResponseState.Of(_scanner, "");
        _seen = _scanner.AnythingSeen;
        if (_state.Usage is not null) return;
        foreach (var text in _scanner.Texts("output[].content[].text")) _text.Add(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(text));
    }

    /// <summary>Completed and incomplete are charged; cancelled is charged for what was made, which the usage does not tell (fact sheet 5).</summary>
    private JobState Job(Usage? usage, bool failed) => _state.Status switch
    {
        "completed" or "incomplete" or "cancelled" => JobState.Succeeded,
        "failed" => usage is null && failed ? JobState.Failed : JobState.Succeeded,
        _ => JobState.Running,
    };

    private static Usage CutShort() => new() { OutputTokens = 0 };

    /// <summary>Most events are deltas: their names are compared as they stand in the JSON, quotes included, so that nothing is allocated for them.</summary>
    private void OnEvent(ReadOnlySpan<byte> name)
    {
        _seen = true;
        var type = _scanner.Captured("type").Span;
        if (type.EndsWith(".delta\""u8))
        {
            if (type.IndexOf("audio"u8) < 0) _text.Add(_scanner.Captured("delta").Span);
        }
        else if (type.SequenceEqual("\"error\""u8)) _error = true;
        else if (type.SequenceEqual("\"response.output_item.done\""u8)) KeepItem();
        else if (!_scanner.Captured(_prefix + "id").IsEmpty) _state = ResponseState.Of(_scanner, _prefix);
    }

    private void KeepItem()
    {
        if (_itemTypes.Count < JsonCapture.MostTexts && _scanner.Text("item.type") is { } item) _itemTypes.Add(item);
    }
}
