namespace LlmGateway.Metering.Providers.Gemini;

/// <summary>Query parameters that would hide how much a call used, or how a job ended: field masks, other encodings and callbacks (Google's system parameters).</summary>
internal static class HidingParameters
{
    /// <summary>400 for the first one; null if there is none.</summary>
    public static Refusal? Refuse(CallRequest request) => Find(request) is { } name
        ? new(RefusalCode.UnsupportedParameter, 400, $"The query parameter '{name}' can hide how much a call used, so it is not forwarded; leave it out.", name)
        : null;

    private static string? Find(CallRequest request)
    {
        foreach (var name in (ReadOnlySpan<string>)["fields", "$fields", "callback", "$callback"])
        {
            if (request.Query.ContainsKey(name)) return name;
        }

        foreach (var name in (ReadOnlySpan<string>)["alt", "$alt"])
        {
            if (request.Query.TryGetValue(name, out var encoding) && encoding is not ("" or "json" or "sse")) return name;
        }

        return null;
    }
}
