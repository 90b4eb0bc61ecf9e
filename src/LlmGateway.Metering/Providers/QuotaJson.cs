using System.Globalization;
using System.Text.Json.Nodes;

namespace LlmGateway.Metering.Providers;

/// <summary>The quota object that every dialect's refusal carries (design section 6), in the meters' outer units.</summary>
public static class QuotaJson
{
    public static JsonObject Write(string code, QuotaExceeded quota)
    {
        var json = new JsonObject { ["code"] = code, ["subject"] = quota.Subject.KindName };
        // The provider account is shared: its numbers are nobody else's business.
        if (quota.Subject.Kind == SubjectKind.Upstream)
        {
            json["meter"] = quota.Meter;
            return json;
        }

        json["id"] = quota.Subject.OwnId;
        json["meter"] = quota.Meter;
        json["limit"] = Outer(quota.Meter, quota.Limit);
        json["used"] = Outer(quota.Meter, quota.Used);
        json["held"] = Outer(quota.Meter, quota.Held);
        json["remaining"] = Outer(quota.Meter, quota.Remaining);
        json["requested"] = Outer(quota.Meter, quota.Requested);
        json["resets_at"] = quota.ResetsAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        return json;
    }

    private static JsonNode Outer(string meter, long amount) => meter switch
    {
        "cost" => Money.Format(amount),
        "video_seconds" => amount / 1000m,
        _ => amount,
    };
}
