using System.Globalization;
using LlmGateway.Metering;

namespace LlmGateway.Pipeline;

/// <summary>What every metered answer tells its caller (design section 6).</summary>
internal static class CallHeaders
{
    public static void Announce(HttpResponse response, MeteredCall call)
    {
        var headers = response.Headers;
        headers["X-LlmGateway-Estimated-Tokens"] = (call.Estimate.Expected.Tokens ?? 0).ToString(CultureInfo.InvariantCulture);
        if (call.InjectedLimit is { } limit) headers["X-LlmGateway-Output-Limit"] = limit.ToString(CultureInfo.InvariantCulture);
        if (call.Granted.Tightest is not { } tightest) return;
        headers["X-LlmGateway-Quota-Subject"] = tightest.Subject.Kind == SubjectKind.Upstream ? "upstream" : $"{tightest.Subject.KindName}:{tightest.Subject.OwnId}";
        headers["X-LlmGateway-Quota-Meter"] = tightest.Meter;
        headers["X-LlmGateway-Quota-Reset"] = tightest.ResetsAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        if (tightest.Subject.Kind == SubjectKind.Upstream) return; // The account is shared: its numbers are nobody else's business.
        headers["X-LlmGateway-Quota-Limit"] = Outer(tightest.Meter, tightest.Limit);
        headers["X-LlmGateway-Quota-Remaining"] = Outer(tightest.Meter, tightest.Remaining);
    }

    private static string Outer(string meter, long amount) => OuterAmount.Of(QuotaMeters.TryParse(meter, out var known) ? known : null, amount);
}
