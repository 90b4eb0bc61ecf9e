using System.Collections.Immutable;
using System.Text.Json;
using LlmGateway.Metering;

namespace LlmGateway.Quotas;

/// <summary>
/// Writes what every call writes, byte for byte as <see cref="StoredJson.Options"/> would: looking at sixty properties by reflection, of which most are empty, was a
/// twentieth of a call. A property that is added to one of these types is added here; a test compares.
/// </summary>
internal static class CallJson
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = StoredJson.Options.Encoder, SkipValidation = true };

    private static readonly string[] s_operationTypes = Enum.GetNames<OperationType>();
    private static readonly string[] s_boundKinds = Enum.GetNames<BoundKind>();
    private static readonly string[] s_entryKinds = Enum.GetNames<EntryKind>();
    private static readonly string[] s_certainties = Enum.GetNames<Certainty>();

    [ThreadStatic]
    private static JsonScratch? t_scratch;

    public static byte[] Write(Reservation reservation)
    {
        var scratch = t_scratch ??= new(s_options);
        Put(scratch.Start(), reservation);
        return scratch.End().ToArray();
    }

    public static byte[] Write(Settlement settlement)
    {
        var scratch = t_scratch ??= new(s_options);
        Put(scratch.Start(), settlement);
        return scratch.End().ToArray();
    }

    public static byte[] Write(CallContext context)
    {
        var scratch = t_scratch ??= new(s_options);
        Put(scratch.Start(), context);
        return scratch.End().ToArray();
    }

    private static void Put(Utf8JsonWriter json, Reservation reservation)
    {
        json.WriteStartObject();
        json.WriteString("Id"u8, reservation.Id);
        json.WriteString("AdmittedAt"u8, reservation.AdmittedAt);
        json.WriteNumber("GrantedOutputTokens"u8, reservation.GrantedOutputTokens);
        json.WritePropertyName("Held"u8);
        Put(json, reservation.Held);
        if (!reservation.Accounts.IsEmpty)
        {
            json.WriteStartArray("Accounts"u8);
            foreach (var account in reservation.Accounts) Put(json, account);
            json.WriteEndArray();
        }

        json.WritePropertyName("Context"u8);
        Put(json, reservation.Context);
        json.WriteEndObject();
    }

    private static void Put(Utf8JsonWriter json, HeldAccount account)
    {
        json.WriteStartObject();
        Put(json, "Subject"u8, account.Subject);
        json.WriteString("WindowId"u8, account.WindowId);
        json.WriteNumber("Day"u8, account.Day);
        json.WriteBoolean("Rated"u8, account.Rated);
        json.WriteEndObject();
    }

    private static void Put(Utf8JsonWriter json, CallContext context)
    {
        json.WriteStartObject();
        json.WriteString("RequestId"u8, context.RequestId);
        json.WriteString("Organization"u8, context.Organization);
        json.WriteString("ApiKey"u8, context.ApiKey);
        Put(json, "User"u8, context.User);
        Put(json, "Team"u8, context.Team);
        json.WriteString("Provider"u8, context.Provider);
        json.WriteString("Upstream"u8, context.Upstream);
        json.WriteString("Operation"u8, context.Operation);
        json.WriteString("OperationType"u8, s_operationTypes[(int)context.OperationType]);
        json.WriteString("Model"u8, context.Model);
        json.WriteString("BoundKind"u8, s_boundKinds[(int)context.BoundKind]);
        json.WriteNumber("ExpectedInputTokens"u8, context.ExpectedInputTokens);
        json.WriteNumber("ExpectedTokens"u8, context.ExpectedTokens);
        if (context.Requested is { } requested)
        {
            json.WritePropertyName("Requested"u8);
            Put(json, requested);
        }

        Put(json, "ServiceTier"u8, context.ServiceTier);
        json.WriteBoolean("FreeOfCharge"u8, context.FreeOfCharge);
        json.WriteString("TimeZone"u8, context.TimeZone);
        json.WriteEndObject();
    }

    private static void Put(Utf8JsonWriter json, Settlement settlement)
    {
        json.WriteStartObject();
        json.WriteString("ReservationId"u8, settlement.ReservationId);
        json.WriteNumber("Attempt"u8, settlement.Attempt);
        json.WriteString("Kind"u8, s_entryKinds[(int)settlement.Kind]);
        json.WritePropertyName("Posted"u8);
        Put(json, settlement.Posted);
        if (settlement.Certainty is { } certainty) json.WriteString("Certainty"u8, s_certainties[(int)certainty]);
        json.WritePropertyName("Usage"u8);
        Put(json, settlement.Usage);
        Put(json, "ProviderId"u8, settlement.ProviderId);
        Put(json, "Status"u8, settlement.Status);
        json.WriteNumber("LatencyMs"u8, settlement.LatencyMs);
        Put(json, "Created"u8, settlement.Created);
        Put(json, "Reason"u8, settlement.Reason);
        Put(json, "PriceId"u8, settlement.PriceId);
        Put(json, "WouldRefuse"u8, settlement.WouldRefuse);
        Put(json, "InjectedLimit"u8, settlement.InjectedLimit);
        Put(json, "Overrun"u8, settlement.Overrun);
        json.WriteEndObject();
    }

    private static void Put(Utf8JsonWriter json, Usage usage)
    {
        json.WriteStartObject();
        Put(json, "InputTokens"u8, usage.InputTokens);
        Put(json, "CachedInputTokens"u8, usage.CachedInputTokens);
        Put(json, "CacheWriteTokens"u8, usage.CacheWriteTokens);
        Put(json, "LongCacheWriteTokens"u8, usage.LongCacheWriteTokens);
        Put(json, "AudioInputTokens"u8, usage.AudioInputTokens);
        Put(json, "ImageInputTokens"u8, usage.ImageInputTokens);
        Put(json, "VideoInputTokens"u8, usage.VideoInputTokens);
        Put(json, "CachedAudioInputTokens"u8, usage.CachedAudioInputTokens);
        Put(json, "CachedImageInputTokens"u8, usage.CachedImageInputTokens);
        Put(json, "CachedVideoInputTokens"u8, usage.CachedVideoInputTokens);
        Put(json, "OutputTokens"u8, usage.OutputTokens);
        Put(json, "ReasoningTokens"u8, usage.ReasoningTokens);
        Put(json, "AudioOutputTokens"u8, usage.AudioOutputTokens);
        Put(json, "ImageOutputTokens"u8, usage.ImageOutputTokens);
        Put(json, "VideoOutputTokens"u8, usage.VideoOutputTokens);
        Put(json, "StoredTokenSeconds"u8, usage.StoredTokenSeconds);
        Put(json, "TotalTokens"u8, usage.TotalTokens);
        Put(json, "Images"u8, usage.Images);
        Put(json, "Videos"u8, usage.Videos);
        Put(json, "VideoMilliseconds"u8, usage.VideoMilliseconds);
        if (usage.IsExtension is { } isExtension) json.WriteBoolean("IsExtension"u8, isExtension);
        Put(json, "AudioMilliseconds"u8, usage.AudioMilliseconds);
        Put(json, "Characters"u8, usage.Characters);
        Put(json, "Items"u8, usage.Items);
        Put(json, "WebSearches"u8, usage.WebSearches);
        Put(json, "FileSearches"u8, usage.FileSearches);
        if (!usage.Also.IsEmpty)
        {
            json.WriteStartArray("Also"u8);
            foreach (var other in usage.Also) Put(json, other);
            json.WriteEndArray();
        }

        Put(json, "Model"u8, usage.Model);
        Put(json, "ServiceTier"u8, usage.ServiceTier);
        Put(json, "Resolution"u8, usage.Resolution);
        Put(json, "Quality"u8, usage.Quality);
        json.WriteEndObject();
    }

    private static void Put(Utf8JsonWriter json, Amounts amounts)
    {
        json.WriteStartArray();
        foreach (var meter in QuotaMeters.All) json.WriteNumberValue(amounts[meter]);
        json.WriteEndArray();
    }

    private static void Put(Utf8JsonWriter json, ReadOnlySpan<byte> name, Subject subject)
    {
        Span<char> text = stackalloc char[256];
        if (text.TryWrite($"{subject.KindName}:{subject.Id}", out var length)) json.WriteString(name, text[..length]);
        else json.WriteString(name, subject.ToString());
    }

    private static void Put(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null) json.WriteString(name, text);
    }

    private static void Put(Utf8JsonWriter json, ReadOnlySpan<byte> name, long? number)
    {
        if (number is { } told) json.WriteNumber(name, told);
    }

    /// <summary>Rare, and left to the serializer.</summary>
    private static void Put<T>(Utf8JsonWriter json, ReadOnlySpan<byte> name, ImmutableArray<T> list)
    {
        if (list.IsEmpty) return;
        json.WritePropertyName(name);
        JsonSerializer.Serialize(json, list, StoredJson.Options);
    }
}
