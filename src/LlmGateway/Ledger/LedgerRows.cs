using System.Buffers;
using System.Text;
using System.Text.Json;
using LlmGateway.Database;
using LlmGateway.Metering;

namespace LlmGateway.Ledger;

/// <summary>From a settled reservation to the row of the table.</summary>
internal static class LedgerRows
{
    private static readonly string[] s_certainties = ["exact", "computed", "at_least", "unknown"];

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
        var text = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteString("bound_kind", reservation.Context.BoundKind.ToString().ToLowerInvariant());
            json.WriteNumber("expected_tokens", reservation.Context.ExpectedTokens);
            json.WriteNumber("held_tokens", reservation.Held.Tokens);
            json.WriteString("held_cost_usd", Money.Format(reservation.Held.Cost));
            Text("price_id", settlement.PriceId);
            Text("reason", settlement.Reason);
            Text("service_tier", settlement.Usage.ServiceTier ?? reservation.Context.ServiceTier);
            Text("requested_model", settlement.Usage.Model is { } answered && answered != reservation.Context.Model ? reservation.Context.Model : null);
            Number("injected_limit", settlement.InjectedLimit);
            Number("overrun", settlement.Overrun);
            Number("web_searches", settlement.Usage.Over(part => part.WebSearches));
            if (!settlement.WouldRefuse.IsEmpty) json.WriteString("would_refuse", string.Join(' ', settlement.WouldRefuse));
            json.WriteEndObject();

            void Text(string name, string? value)
            {
                if (value is not null) json.WriteString(name, LedgerText.Clean(value));
            }

            void Number(string name, long? value)
            {
                if (value is { } known) json.WriteNumber(name, known);
            }
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }
}
