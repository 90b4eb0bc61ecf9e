using LlmGateway.Authentication;
using LlmGateway.Metering;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LlmGateway.Admin;

/// <summary>What a key's holder may ask without an administrator.</summary>
internal static class QuotaApi
{
    public static void MapQuota(this IEndpointRouteBuilder routes) => routes.MapGet("/quota/v1/me", GetAsync).WithTags("Quota").WithSummary("Get what my key may still use")
        .WithDescription("With a virtual key, wherever a provider's SDK puts it. On a key that may name users, X-LlmGateway-User asks for that user.");

    private static async Task<Ok<QuotaResource>> GetAsync(HttpContext http, [AsParameters] QuotaQuery query, Authenticator authenticator, UsageDesk desk)
    {
        if ((await authenticator.AuthenticateAsync(http)).Refused(out var refusal, out var caller)) throw new AdminRefusedException(refusal.Status, refusal.Code, refusal.Message, refusal.Param) { RetryAfter = refusal.RetryAfter };
        var kind = Check.OneOf(query.Subject ?? "key", "subject", "key", "user", "team");
        var key = caller.Key;
        var accounts = new List<QuotaHolder> { new(Subject.Key(key.Id), key.Organization, EffectiveLimits.Resolve(key.Limits, null)) };
        if (caller.User is { } user) accounts.Add(new(Subject.User(key.Organization.Id, user.Id), key.Organization, EffectiveLimits.Resolve(user.Limits, user.TierLimits)));
        if (caller.Team is { } team) accounts.Add(new(Subject.Team(key.Organization.Id, team.Id), key.Organization, EffectiveLimits.Resolve(team.Limits, null)));
        var usage = (await desk.ReadAsync(accounts, http.RequestAborted)).ToDictionary(account => account.Subject);
        return usage.TryGetValue(kind, out var first)
            ? TypedResults.Ok(new QuotaResource(
                first.Subject, first.Id, first.Organization, first.Window, first.ResetsAt, first.Meters, usage.GetValueOrDefault("user"), usage.GetValueOrDefault("team")))
            : throw Refuse.NotFound($"This key has no {kind}.");
    }
}
