using System.Collections.Immutable;
using LlmGateway.Authentication;
using LlmGateway.Forwarding;
using LlmGateway.Metering;
using LlmGateway.Metering.Providers;
using LlmGateway.Pipeline;
using LlmGateway.Quotas;

namespace LlmGateway.Jobs;

/// <summary>
/// Objects at a provider belong to the organization whose call created them. Another's looks like none at all (404); lists of a shared account are
/// refused; one that was never seen is refused unless the key says otherwise. A single organization has the account to itself, and is asked nothing.
/// </summary>
internal sealed class Ownership(IQuotaStore store, ILedgerStore ledger, JobDesk jobs, UpstreamKeys upstreams, KeyRotation rotation, TimeProvider time)
{
    /// <summary>An object may be named the moment its id was read, and be remembered a moment later.</summary>
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(150);

    public async ValueTask<Result<OwnedRequest>> CheckAsync(Provider provider, VirtualKey key, Operation operation, CallRequest request, CancellationToken cancellation)
    {
        if (operation.ListsAccount && !key.Organization.IsOnly && upstreams.Of(provider.Name, key.Organization.Id).Any(shared => shared.Organization is null))
        {
            return new Refusal(RefusalCode.SharedAccountListing, 403, $"Several organizations share this gateway's {provider.Name} account, so what it lists would not all be yours. Ask for objects by their ids.");
        }

        var tokens = ImmutableDictionary<string, long>.Empty;
        string? creator = null;
        foreach (var id in operation.References(request))
        {
            var owned = await FindAsync(provider.Name, id, mayWait: !key.Organization.IsOnly, cancellation);
            if (!Owns(key, owned)) return new Refusal(RefusalCode.NotFound, 404, $"No such object: '{id}'.");
            creator ??= owned?.Upstream;
            if (owned?.Tokens is { } known) tokens = tokens.SetItem(id, known);
        }

        if ((creator is null ? rotation.Next(provider.Name, key.Organization.Id) : Creator(provider.Name, creator)).Refused(out var refusal, out var keys)) return refusal;
        return new OwnedRequest(keys, tokens);
    }

    /// <summary>What a key has created is found in its account only.</summary>
    public Result<UpstreamKey[]> Creator(string provider, string name) => upstreams.Named(provider, name) is { } key
        ? new[] { key }
        : new Refusal(RefusalCode.UpstreamNotConfigured, 503, $"The {provider} key that created this object is no longer configured.");

    private async ValueTask<OwnedObject?> FindAsync(string provider, string id, bool mayWait, CancellationToken cancellation)
    {
        var found = await LookAsync(provider, id, cancellation);
        if (found is not null || !mayWait) return found;
        await Task.Delay(s_moment, time, cancellation);
        return await LookAsync(provider, id, cancellation);
    }

    private async ValueTask<OwnedObject?> LookAsync(string provider, string id, CancellationToken cancellation)
    {
        if (await store.FindObjectAsync(provider, id, cancellation) is { } recent) return recent;
        if (await jobs.FindAsync(provider, id, cancellation) is { } job) return new(provider, id, job.Organization, job.Upstream, null);
        return await ledger.FindObjectAsync(provider, id, cancellation);
    }

    private static bool Owns(VirtualKey key, OwnedObject? owned) =>
        owned is null ? key.Organization.IsOnly || key.AllowUnknownObjects : owned.Organization == key.Organization.Id;
}
