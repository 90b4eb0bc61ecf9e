using LlmGateway.Authentication;

namespace LlmGateway.Admin;

/// <summary>Lets nobody past without the admin token. What it guards is decided by path and by endpoint, whichever says so, and before anything of the request is read.</summary>
internal sealed class AdminGate(RequestDelegate next, AdminToken token)
{
    private const string Scheme = "Bearer ";

    public Task InvokeAsync(HttpContext http)
    {
        if (!IsPublic(http) && !IsAdmin(http.Request)) throw Refuse.Unauthorized();
        return next(http);
    }

    private static bool IsPublic(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<PublicDocument>() is not null;

    private bool IsAdmin(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && token.Matches(header[Scheme.Length..].Trim());
}
