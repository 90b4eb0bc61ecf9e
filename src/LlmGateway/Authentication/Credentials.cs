using LlmGateway.Metering;
using LlmGateway.Pipeline;

namespace LlmGateway.Authentication;

/// <summary>Finds the virtual key in a request: in exactly one of the places where the providers' SDKs put theirs.</summary>
internal static class Credentials
{
    private const string Places = "Send the virtual key as 'Authorization: Bearer lgw_...', 'x-goog-api-key: lgw_...', 'X-Api-Key: lgw_...' or '?key=lgw_...'.";

    public static Result<string> Read(HttpRequest request)
    {
        string? found = null;
        var count = 0;
        foreach (var value in request.Headers.Authorization)
        {
            if (value?.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) != true) return Missing($"The Authorization header is not of the form 'Bearer <key>'. {Places}");
            Take(value[7..]);
        }

        foreach (var value in request.Headers["x-goog-api-key"]) Take(value);
        foreach (var value in request.Headers["X-Api-Key"]) Take(value);
        foreach (var value in request.Query["key"]) Take(value);

        if (count > 1) return Refusal.Invalid($"The request carries {count} credentials; it must carry exactly one. {Places}");
        if (found is { Length: > 0 }) return found;
        return Misplaced(request) is { } place ? Missing($"A credential in {place} is not read. {Places}") : Missing($"No API key was sent. {Places}");

        void Take(string? value) => (found, count) = (value?.Trim(), count + 1);
    }

    private static Refusal Missing(string message) => new(RefusalCode.InvalidApiKey, 401, message);

    private static string? Misplaced(HttpRequest request) =>
        request.Headers.ContainsKey("api-key") ? "the header api-key"
        : request.Query.ContainsKey("api_key") ? "the query parameter api_key"
        : request.Query.ContainsKey("access_token") ? "the query parameter access_token"
        : request.Headers.ContainsKey("Cookie") ? "a cookie"
        : null;
}
