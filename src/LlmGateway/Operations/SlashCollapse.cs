namespace LlmGateway.Operations;

/// <summary>SDKs join base URL and path as text, and doubled slashes come of it: they collapse before routes are matched.</summary>
internal static class SlashCollapse
{
    public static Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        var path = http.Request.Path.Value;
        if (path?.Contains("//", StringComparison.Ordinal) == true)
        {
            http.Request.Path = "/" + string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries)) + (path.EndsWith('/') ? "/" : "");
        }

        return next(http);
    }
}
