using System.Collections.Immutable;

namespace LlmGateway.Metering;

/// <summary>A pending hold. Resolved exactly once: settled, voided or expired. Holds all that is needed to book it without the gateway that made it.</summary>
public sealed record Reservation
{
    public required string Id { get; init; }

    public required DateTimeOffset AdmittedAt { get; init; }

    /// <summary>Output tokens granted over all choices.</summary>
    public required long GrantedOutputTokens { get; init; }

    public required Amounts Held { get; init; }

    /// <summary>In the order key, user, team, organization, upstream; the first is always the key.</summary>
    public required ImmutableArray<HeldAccount> Accounts { get; init; }

    public required CallContext Context { get; init; }

    /// <summary>The same hold with another upstream key's account in the place of the last one; the rates of a key count the first attempt only.</summary>
    public Reservation MovedTo(QuotaAccount upstream) => this with
    {
        Accounts = Accounts.SetItem(Accounts.Length - 1, HeldAccount.Of(upstream) with { Rated = false }),
        Context = Context with { Upstream = upstream.Subject.Id[(upstream.Subject.Id.IndexOf('/', StringComparison.Ordinal) + 1)..] },
    };
}
