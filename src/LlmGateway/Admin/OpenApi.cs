using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace LlmGateway.Admin;

/// <summary>The description of the admin and quota APIs, made from the routes themselves.</summary>
internal static class OpenApi
{
    private const string AdminScheme = "admin_token";
    private const string KeyScheme = "virtual_key";

    public static void Configure(OpenApiOptions options)
    {
        options.ShouldInclude = route => route.RelativePath is { } path && (path.StartsWith("admin/v1/", StringComparison.Ordinal) || path.StartsWith("quota/v1/", StringComparison.Ordinal));
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new()
            {
                Title = "LlmGateway",
                Version = "v1",
                Description = "Administration of an LlmGateway: organizations, teams, users, virtual keys, limits, usage, the ledger. Times are RFC 3339 in UTC, money is decimal strings of US dollars. "
                    + "Every error is {\"error\":{\"code\",\"message\",\"param\",\"request_id\"}}; every answer has the header X-LlmGateway-Request-Id.",
            };
            document.Servers = [];
            document.Components ??= new();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                [AdminScheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "The gateway's Admin:Token." },
                [KeyScheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A virtual key, lgw_..." },
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            var scheme = context.Description.RelativePath!.StartsWith("quota/", StringComparison.Ordinal) ? KeyScheme : AdminScheme;
            operation.Security = [new() { [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [] }];
            return Task.CompletedTask;
        });
    }

    /// <summary>Says that a route may answer 409.</summary>
    public static RouteHandlerBuilder RefusesConflict(this RouteHandlerBuilder route) => route.Produces<ErrorBody>(StatusCodes.Status409Conflict);

    /// <summary>The errors that every route may answer.</summary>
    public static RouteGroupBuilder RefusesAsUsual(this RouteGroupBuilder routes)
    {
        foreach (var status in (int[])[400, 401, 404, 503]) routes.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(ErrorBody), ["application/json"]));
        return routes;
    }
}
