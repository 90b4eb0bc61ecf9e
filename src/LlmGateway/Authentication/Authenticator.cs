using LlmGateway.Metering;
using LlmGateway.Pipeline;

namespace LlmGateway.Authentication;

/// <summary>Step 1: from a request's credential to the caller, or a precise 400, 401, 403 or 503.</summary>
internal sealed class Authenticator(PolicyCache policies, TimeProvider time)
{
    public const string UserHeader = "X-LlmGateway-User";
    public const string OperationHeader = "X-LlmGateway-Operation";

    public async ValueTask<Result<Caller>> AuthenticateAsync(HttpContext http)
    {
        if (Credentials.Read(http.Request).Refused(out var refusal, out var secret)) return refusal;

        var lookup = await policies.FindKeyAsync(secret, http.RequestAborted);
        if (lookup is KeyLookup.Unavailable) return Unavailable("key");
        if (lookup is not KeyLookup.Found { Key: var key }) return new Refusal(RefusalCode.InvalidApiKey, 401, "This API key is not known to the gateway. Check that it is a virtual key (lgw_...) and complete.");
        if (key.IsRevoked) return new Refusal(RefusalCode.KeyRevoked, 401, $"The key {key.Id} was revoked. Ask whoever runs the gateway for a new one.");
        if (key.ExpiresAt is { } end && end <= time.GetUtcNow()) return new Refusal(RefusalCode.KeyExpired, 401, $"The key {key.Id} expired at {end:u}. Ask whoever runs the gateway for a new one.");

        if ((await NamedUserAsync(http, key)).Refused(out refusal, out var named)) return refusal;
        if (DeclaredType(http, key).Refused(out refusal, out var declared)) return refusal;
        var caller = new Caller(key, named.User, key.Team ?? named.User?.Team, declared.Type);
        return Disabled(caller) is { } subject
            ? new Refusal(RefusalCode.SubjectDisabled, 403, $"The {subject.KindName} {subject.OwnId} is disabled. Ask whoever runs the gateway.")
            : caller;
    }

    private async ValueTask<Result<Named>> NamedUserAsync(HttpContext http, VirtualKey key)
    {
        if (!http.Request.Headers.TryGetValue(UserHeader, out var header)) return new Named(key.User);
        var name = header.ToString();
        if (!key.MayNameUsers) return new Refusal(RefusalCode.UserNamingNotAllowed, 403, $"This key may not name users: leave out {UserHeader}, or have the key's may_name_users set.", UserHeader);
        if (!CallerId.IsValid(name)) return Refusal.Invalid($"{UserHeader} must be 1 to 128 characters of A-Z a-z 0-9 . _ @ : -", UserHeader);
        if (key.User is not null && key.User.Id != name) return Refusal.Invalid($"This key belongs to another user than the one in {UserHeader}.", UserHeader);
        if (key.User is not null) return new Named(key.User);

        return await policies.UserAsync(key.Organization, name, http.RequestAborted) switch
        {
            { User: { } user } => new Named(user),
            { IsFull: true } => new Refusal(RefusalCode.SubjectDisabled, 403, "This organization has as many users as it can have; no further one is admitted by name.", UserHeader),
            _ => Unavailable("user"),
        };
    }

    private static Refusal Unavailable(string what) =>
        new(RefusalCode.DatabaseUnavailable, 503, $"The gateway cannot look up this {what} right now. Try again shortly.") { RetryAfter = TimeSpan.FromSeconds(5) };

    private static Result<Declared> DeclaredType(HttpContext http, VirtualKey key)
    {
        if (key.OperationType is { } fixedType) return new Declared(fixedType);
        if (!http.Request.Headers.TryGetValue(OperationHeader, out var header)) return new Declared(null);
        return OperationTypes.TryParse(header.ToString(), out var type) && type is OperationType.ScriptGeneration or OperationType.LlmCall
            ? new Declared(type)
            : Refusal.Invalid($"{OperationHeader} must be script_generation or llm_call.", OperationHeader);
    }

    private static Subject? Disabled(Caller caller)
    {
        var organization = caller.Key.Organization;
        if (!caller.Key.IsActive) return Subject.Key(caller.Key.Id);
        if (caller.User is { IsActive: false } user) return Subject.User(organization.Id, user.Id);
        if (caller.Team is { IsActive: false } team) return Subject.Team(organization.Id, team.Id);
        return organization.IsActive ? null : Subject.Organization(organization.Id);
    }

    private sealed record Named(UserPolicy? User);

    private sealed record Declared(OperationType? Type);
}
