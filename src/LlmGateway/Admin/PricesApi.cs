using System.Text;
using LlmGateway.Database;
using LlmGateway.Metering.Prices;
using LlmGateway.Operations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace LlmGateway.Admin;

/// <summary>Prices are changed in files (config/README.md); here they are shown, and held against what is used.</summary>
internal static class PricesApi
{
    private const string Override = "override";
    private const int DaysLookedAt = 30;

    /// <param name="routes">The group of <c>/admin/v1</c>.</param>
    public static void MapPrices(this IEndpointRouteBuilder routes)
    {
        var prices = routes.MapGroup("prices").WithTags("Prices");
        prices.MapGet("", Show).WithSummary("List prices and where they are from").WithDescription("Of one model, of one provider, or all; and the multipliers of service tiers.");
        prices.MapGet("check", CheckAsync).WithSummary("Check the prices against the models in use")
            .WithDescription("Models used in the last 30 days without a price; rows that are uncertain, switched off or about to change.");
        prices.MapPost("check", CheckFile).WithSummary("Check a file of prices").WithDescription("Reads it as the gateway would, and changes nothing.");
    }

    private static Ok<PricesResource> Show([AsParameters] PricesQuery query, [FromServices] ModelFiles files, TimeProvider time)
    {
        var (models, told, today) = (files.Models, Check.Day(query.At, "at"), Today(time));
        var day = told ?? today;
        var rows = Named(models, query).Where(row => told is null ? !(row.ValidUntil < today) : row.InForce(day));
        var multipliers = models.Multipliers.Where(row => query.Provider is null || row.Provider == query.Provider);
        return TypedResults.Ok(new PricesResource([.. rows.Select(row => PriceResource.Of(row, models.IsInForce(row, day)))], [.. multipliers.Select(MultiplierResource.Of)]));
    }

    private static IEnumerable<PriceRow> Named(ModelCatalog models, PricesQuery query)
    {
        var providers = query.Provider is { } one ? [one] : models.Models.Select(row => row.Provider).Distinct();
        return query.Model is { } model
            ? providers.SelectMany(provider => models.RowsOf(provider, model))
            : models.Prices.Where(row => providers.Contains(row.Provider));
    }

    private static async Task<Ok<PriceProblemsResource>> CheckAsync(AdminCall call, IDbContextFactory<GatewayContext> contexts, [FromServices] ModelFiles files, TimeProvider time)
    {
        var today = Today(time);
        var since = today.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber - DaysLookedAt;
        await using var context = await contexts.CreateDbContextAsync(call.Cancellation);
        var used = await context.DailyUsage.Where(row => row.Day >= since).GroupBy(row => new { row.Provider, row.Model })
            .Select(group => new
            {
                group.Key.Provider,
                group.Key.Model,
                Calls = group.Sum(row => row.Calls),
                Measured = group.Sum(row => row.Tokens + row.Images + row.Videos + row.VideoMilliseconds),
            })
            .ToListAsync(call.Cancellation);
        ModelInUse[] models = [.. used.Where(row => row.Model.Length > 0).Select(row => new ModelInUse(row.Provider, row.Model, row.Calls, row.Measured > 0))];
        return TypedResults.Ok(new PriceProblemsResource(PriceCheck.Find(files.Models, models, today)));
    }

    private static Ok<PriceFileResource> CheckFile(Body<PriceFile> body, [FromServices] ModelFiles files)
    {
        var kind = Check.OneOf(body.Value.Kind ?? Override, "kind", "models", Override);
        var text = body.Value.Text ?? throw Refuse.Invalid("text is missing.", "text");
        return TypedResults.Ok(new PriceFileResource(files.ProblemsOf(Encoding.UTF8.GetBytes(text), kind == Override)));
    }

    private static DateOnly Today(TimeProvider time) => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
}
