using LlmGateway.Metering.Providers;

namespace LlmGateway.Pipeline;

/// <summary>What a client is told whose base URL lacks the provider: a 404 that names the right ones. What others have answered stays as it is.</summary>
internal static class UnknownAddress
{
    public static void UseUnknownAddress(this WebApplication app) => app.Use(async (http, next) =>
    {
        await next(http);
        if (http.Response is { StatusCode: StatusCodes.Status404NotFound, HasStarted: false } && http.GetEndpoint() is null) await AnswerAsync(http);
    });

    private static Task AnswerAsync(HttpContext http)
    {
        var prefixes = http.RequestServices.GetRequiredService<OperationCatalog>().Providers.Select(provider => $"/{provider.Name}");
        var message = $"Nothing is at {http.Request.Path}. Base URLs begin with the provider: {string.Join(", ", prefixes)}; the administration is at /admin/v1.";
        return http.Response.WriteAsJsonAsync(new { error = new { code = "not_found", message } });
    }
}
