using LlmGateway.Metering.Providers;

namespace LlmGateway.Pipeline;

/// <summary>What a client is told whose base URL lacks the provider: a 404 that names the right ones.</summary>
internal static class UnknownAddress
{
    public static void MapUnknownAddress(this IEndpointRouteBuilder routes) => routes.MapFallback("{**path}", Answer).ExcludeFromDescription();

    private static IResult Answer(HttpRequest request, OperationCatalog catalog) => Results.Json(
        new
        {
            error = new
            {
                code = "not_found",
                message = $"Nothing is at {request.Path}. Base URLs begin with the provider: {string.Join(", ", catalog.Providers.Select(provider => $"/{provider.Name}"))}; the administration is at /admin/v1.",
            },
        },
        statusCode: StatusCodes.Status404NotFound);
}
