using System.Text;
using System.Text.Json;
using LlmGateway.Database;
using LlmGateway.Metering;
using LlmGateway.Quotas;

namespace LlmGateway.Ledger;

/// <summary>From a settled reservation to the row of the table.</summary>
internal static class LedgerRows
{
    [ThreadStatic]
    private static JsonScratch? t_scratch;

    private static readonly string[] s_certainties = ["exact", "computed", "at_least", "unknown"];
    private static readonly string[] s_boundKinds = Array.ConvertAll(Enum.GetNames<BoundKind>(), name => name.ToLowerInvariant());

    public static LedgerEntity Entity(LedgerRow row)
    {
        var (reservation, settlement, delta) = (row.Reservation, row.Settlement, row.Delta);
        var (context, usage) = (reservation.Context, settlement.Usage);
        var day = reservation.Accounts[0].Day;
        var date = Window.DateOfDay(day);
        return new()
        {
            User = context.User,
            ApiKey = context.ApiKey,
            OperationType = context.OperationType.Name(),
            Provider = context.Provider,
            TokensUsed = delta.Tokens,
            CallsMade = (int)delta.Calls,
            ResourceId = LedgerText.Clean(row.JobId),
            Metadata = Metadata(reservation, settlement),
            CreatedAt = reservation.AdmittedAt.ToUniversalTime(),
            Month = date.Month,
            Year = date.Year,
            Day = day,
            UtcDay = reservation.Accounts[^1].Day,
            Organization = context.Organization,
            Team = context.Team,
            Upstream = context.Upstream,
            Model = LedgerText.Clean(usage.Model ?? context.Model),
            Operation = context.Operation,
            InputTokens = usage.Over(part => part.InputTokens),
            OutputTokens = usage.Over(part => part.OutputTokens),
            CachedInputTokens = usage.Over(part => part.CachedInputTokens),
            ReasoningTokens = usage.Over(part => part.ReasoningTokens),
            Images = delta.Images,
            Videos = delta.Videos,
            Scripts = delta.Scripts,
            VideoMilliseconds = delta.VideoSeconds,
            CostNano = delta.Cost,
            Certainty = settlement.Certainty is { } certainty ? s_certainties[(int)certainty] : null,
            Kind = settlement.Kind.Name(),
            Attempt = settlement.Attempt,
            ReservationId = reservation.Id,
            RequestId = context.RequestId,
            ProviderId = LedgerText.Clean(settlement.ProviderId),
            Status = settlement.Status,
            LatencyMs = settlement.LatencyMs,
        };
    }

    /// <summary>Fixed keys only; nothing that a caller wrote but model and tier.</summary>
    private static string Metadata(Reservation reservation, Settlement settlement)
    {
        var scratch = t_scratch ??= new(default);
        var json = scratch.Start();
        json.WriteStartObject();
        json.WriteString("bound_kind"u8, s_boundKinds[(int)reservation.Context.BoundKind]);
        json.WriteNumber("expected_tokens"u8, reservation.Context.ExpectedTokens);
        json.WriteNumber("held_tokens"u8, reservation.Held.Tokens);
        json.WriteString("held_cost_usd"u8, Money.Format(reservation.Held.Cost));
        Put(json, "price_id"u8, settlement.PriceId);
        Put(json, "reason"u8, settlement.Reason);
        Put(json, "service_tier"u8, settlement.Usage.ServiceTier ?? reservation.Context.ServiceTier);
        Put(json, "requested_model"u8, settlement.Usage.Model is { } answered && answered != reservation.Context.Model ? reservation.Context.Model : null);
        Put(json, "injected_limit"u8, settlement.InjectedLimit);
        Put(json, "overrun"u8, settlement.Overrun);
        Put(json, "web_searches"u8, settlement.Usage.Over(part => part.WebSearches));
        if (!settlement.WouldRefuse.IsEmpty) json.WriteString("would_refuse"u8, string.Join(' ', settlement.WouldRefuse));
        json.WriteEndObject();
        return Encoding.UTF8.GetString(scratch.End());
    }

    private static void Put(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null) json.WriteString(name, LedgerText.Clean(value));
    }

    private static void Put(Utf8JsonWriter json, ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } known) json.WriteNumber(name, known);
    }
}
