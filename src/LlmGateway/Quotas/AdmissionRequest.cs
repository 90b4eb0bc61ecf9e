using System.Collections.Immutable;
using LlmGateway.Authentication;
using LlmGateway.Metering;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Quotas;

/// <summary>Everything that an admission is decided on.</summary>
/// <param name="Price">Null if the call cannot be priced.</param>
/// <param name="UpstreamLimits">Limits of the provider key that the call will use; null if none.</param>
internal sealed record AdmissionRequest(
    Caller Caller, Estimate Estimate, HoldPrice? Price, CallContext Context, DateTimeOffset At, UpstreamPolicy UpstreamLimits)
{
    /// <summary>The same call by another key of the provider.</summary>
    public AdmissionRequest By(string upstream, UpstreamPolicy limits) => this with { Context = Context with { Upstream = upstream }, UpstreamLimits = limits };

    /// <summary>The account of the key that the call will use.</summary>
    public QuotaAccount UpstreamAccount(DateTimeOffset now) => Accounts(now)[^1];

    /// <summary>The accounts in the order key, user, team, organization, upstream; their windows are those of <paramref name="now"/>.</summary>
    public ImmutableArray<QuotaAccount> Accounts(DateTimeOffset now)
    {
        var key = Caller.Key;
        var organization = key.Organization;
        var accounts = ImmutableArray.CreateBuilder<QuotaAccount>(5);
        Add(Subject.Key(key.Id), key.Limits, null, key.LimitsVersion, organization.Zone);
        if (Caller.User is { } user) Add(Subject.User(organization.Id, user.Id), user.Limits, user.TierLimits, user.LimitsVersion, organization.Zone);
        if (Caller.Team is { } team) Add(Subject.Team(organization.Id, team.Id), team.Limits, null, team.LimitsVersion, organization.Zone);
        Add(Subject.Organization(organization.Id), organization.Limits, null, organization.LimitsVersion, organization.Zone);
        Add(Subject.Upstream(Context.Provider, Context.Upstream), UpstreamLimits.Limits, null, UpstreamLimits.LimitsVersion, TimeZoneInfo.Utc);
        return accounts.DrainToImmutable();

        void Add(Subject subject, SubjectLimits? own, SubjectLimits? tier, long version, TimeZoneInfo zone)
        {
            var limits = EffectiveLimits.Resolve(own, tier);
            accounts.Add(new(subject, Window.At(limits.Window, now, zone), limits, version));
        }
    }
}
