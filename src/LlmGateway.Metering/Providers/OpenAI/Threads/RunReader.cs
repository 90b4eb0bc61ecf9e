using System.Text.Json;
using LlmGateway.Metering.Json;
using LlmGateway.Metering.Providers.ChatCompletions;
using LlmGateway.Metering.Tokens;

namespace LlmGateway.Metering.Providers.OpenAI.Threads;

/// <summary>Reads a run, plain or from its events. Usage stands on the run (and again, in parts, on its steps, which are passed over) and is null until it ends.</summary>
internal sealed class RunReader : UsageReader
{
    private static readonly string[] s_members = ["object", "id", "thread_id", "status", "usage", "model"];
    private static readonly JsonShape s_plain = new(s_members);
    private static readonly JsonShape s_events = new([.. s_members, "delta.content[].text.value"]);

    private readonly ResponseHead _head;
    private readonly JsonScanner _scanner;
    private readonly SseScanner? _events;
    private readonly SeenText _text = new(TokenCounter.For("o200k_base"));
    private string? _id;
    private string? _thread;
    private string? _status;
    private string? _model;
    private Usage? _usage;
    private bool _seen;

    public RunReader(ResponseHead head)
    {
        _head = head;
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
        if (_events is null) Take();
        else _events.Complete();
        if (!_head.IsSuccess || _id is null) return new() { AnythingSeen = _seen };
        var failed = _status == "failed" && _usage is null;
        var ended = _status is "completed" or "incomplete" or "expired" or "cancelled" or "failed";
        return new UsageReading
        {
            ProviderId = RunRequest.JobId(_thread ?? "", _id),
            Job = failed ? JobState.Failed : ended ? JobState.Succeeded : JobState.Running,
            Usage = ended ? _usage : null,
            Final = ended && _usage is not null,
            Failed = failed,
            AnythingSeen = _seen,
            OutputTokensCounted = _usage is null ? _text.Count() : 0,
            Created = _thread is null ? [] : [new(_thread)],
        };
    }

    private void OnEvent(ReadOnlySpan<byte> name)
    {
        foreach (var text in _scanner.Texts("delta.content[].text.value")) _text.Add(JsonSerializer.SerializeToUtf8Bytes(text));
        Take();
    }

    private void Take()
    {
        _seen |= _scanner.AnythingSeen;
        if (_scanner.Text("object") != "thread.run") return;
        (_id, _thread, _status, _model) = (_scanner.Text("id"), _scanner.Text("thread_id"), _scanner.Text("status"), _scanner.Text("model"));
        if (ChatUsage.Read(_scanner.Value("usage"), _model) is { } usage) _usage = usage;
    }
}
