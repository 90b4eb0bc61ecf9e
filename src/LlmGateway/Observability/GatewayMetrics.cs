using System.Diagnostics.Metrics;
using LlmGateway.Metering;
using LlmGateway.Quotas;

namespace LlmGateway.Observability;

/// <summary>
/// The gateway's instruments. Names of model calls follow OpenTelemetry's GenAI conventions
/// (https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-metrics/). No key, user or team is ever a label.
/// </summary>
internal sealed class GatewayMetrics
{
    public const string MeterName = "LlmGateway";

    /// <summary>As the GenAI conventions advise.</summary>
    private static readonly InstrumentAdvice<double> s_callSeconds = new() { HistogramBucketBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92] };

    private static readonly InstrumentAdvice<long> s_tokenCounts = new() { HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864] };

    /// <summary>From microseconds in the process to the patience with a shared store.</summary>
    private static readonly InstrumentAdvice<double> s_reserveSeconds = new() { HistogramBucketBoundaries = [0.000_01, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5] };

    // A label's text is made once, not with every call.
    private static readonly string[] s_certainties = Array.ConvertAll(Enum.GetValues<Certainty>(), certainty => certainty.ToString());

    private readonly Histogram<long> _tokens;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _reserve;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _settlements;
    private readonly Counter<long> _cost;
    private readonly Counter<long> _overruns;
    private readonly Counter<long> _failovers;

    public GatewayMetrics(IMeterFactory meters, CallsInFlight calls, IQuotaStore store)
    {
        var meter = meters.Create(MeterName);
        _tokens = meter.CreateHistogram<long>("gen_ai.client.token.usage", "{token}", "Tokens of settled calls, by type input or output.", null, s_tokenCounts);
        _duration = meter.CreateHistogram<double>("gen_ai.client.operation.duration", "s", "Time from admission to the end of the provider's answer.", null, s_callSeconds);
        _reserve = meter.CreateHistogram<double>("llmgateway.reserve.duration", "s", "Time of one atomic reservation.", null, s_reserveSeconds);
        _refusals = meter.CreateCounter<long>("llmgateway.refusals", "{call}", "Calls refused, by provider and code.");
        _settlements = meter.CreateCounter<long>("llmgateway.settlements", "{call}", "Reservations resolved, by operation, kind and certainty.");
        _cost = meter.CreateCounter<long>("llmgateway.cost", "{nano_usd}", "Money booked, in nano-USD.");
        _overruns = meter.CreateCounter<long>("llmgateway.overruns", "{call}", "Calls that used more than was held.");
        _failovers = meter.CreateCounter<long>("llmgateway.failovers", "{attempt}", "Further attempts with another key, by provider.");
        meter.CreateObservableGauge("llmgateway.calls.in_flight", () => calls.Count, "{call}", "Metered calls being forwarded.");
        meter.CreateObservableGauge("llmgateway.quota_store.ready", () => store.IsReady ? 1 : 0, null, "1 while the quota store answers and its counters are loaded; 0 while nothing is admitted.");
        meter.CreateObservableGauge("llmgateway.outbox.waiting", () => store.Waiting, "{entry}", "Ledger entries that wait for the database.");
    }

    public void Refused(string provider, string code) => _refusals.Add(1, new("gen_ai.provider.name", provider), new("code", code));

    public void FailedOver(string provider) => _failovers.Add(1, new KeyValuePair<string, object?>("gen_ai.provider.name", provider));

    public void Reserved(TimeSpan time) => _reserve.Record(time.TotalSeconds);

    public void Settled(CallContext context, Settlement settlement)
    {
        KeyValuePair<string, object?> provider = new("gen_ai.provider.name", context.Provider), operation = new("gen_ai.operation.name", context.Operation);
        _settlements.Add(1, provider, operation, new("kind", settlement.Kind.Name()), new("certainty", settlement.Certainty is { } certainty ? s_certainties[(int)certainty] : "none"));
        _duration.Record(settlement.LatencyMs / 1000.0, provider, operation);
        if (settlement.Usage.Over(part => part.InputTokens) is { } input) _tokens.Record(input, provider, operation, new("gen_ai.token.type", "input"));
        if (settlement.Usage.Over(part => part.OutputTokens) is { } output) _tokens.Record(output, provider, operation, new("gen_ai.token.type", "output"));
        if (settlement.Posted.Cost > 0) _cost.Add(settlement.Posted.Cost, provider, operation);
        if (settlement.Overrun is > 0) _overruns.Add(1, provider, operation);
    }
}
