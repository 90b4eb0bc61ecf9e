using LlmGateway.Metering;
using StackExchange.Redis;

namespace LlmGateway.Quotas.Redis;

/// <summary>Names of all keys. They share one hash tag, so that every script finds all of its keys on one node of a cluster.</summary>
internal sealed class RedisKeys(string prefix)
{
    public string Prefix => prefix;

    /// <summary>Matches all keys, for a scan.</summary>
    public string Pattern => prefix.Replace("[", "\\[", StringComparison.Ordinal) + "*";

    /// <summary>Name of the present projection and when it opens; absent: it must be rebuilt. The number is the layout's: what another release wrote in another layout is not read as empty, but made anew.</summary>
    public RedisKey Generation { get; } = prefix + "gen3";

    public RedisKey RebuildLock { get; } = prefix + "rebuild";

    /// <summary>Number of the last outbox entry.</summary>
    public RedisKey Sequence { get; } = prefix + "seq";

    public RedisKey Outbox { get; } = prefix + "out";

    /// <summary>What an outbox is called that is put aside with entries that this release cannot read.</summary>
    public RedisKey PutAside(string generation) => $"{PutAsidePrefix}{generation}";

    public string PutAsidePrefix { get; } = prefix + "unread:";

    /// <summary>Pending reservations by the end of their lease.</summary>
    public RedisKey Leases { get; } = prefix + "exp";

    /// <summary>Reservations of pending jobs by their next look.</summary>
    public RedisKey Jobs { get; } = prefix + "jobs";

    public RedisKey Reservation(string id) => $"{prefix}rsv:{id}";

    /// <summary>Tombstone of a resolved reservation.</summary>
    public RedisKey Tombstone(string id) => $"{prefix}end:{id}";

    public RedisKey Account(Subject subject, string windowId) => $"{prefix}q:{subject.KindName}:{subject.Id}:{windowId}";

    /// <summary>The subject's other window: rolling for a month, the month of the day for rolling.</summary>
    public RedisKey OtherAccount(HeldAccount account) => Account(account.Subject, account.IsRolling ? Window.MonthOf(account.Day) : Window.RollingId);

    public RedisKey Rates(Subject subject) => $"{prefix}r:{subject.KindName}:{subject.Id}";

    public RedisKey Job(string provider, string jobId) => $"{prefix}job:{provider}:{jobId}";

    public RedisKey Object(string provider, string id) => $"{prefix}obj:{provider}:{id}";
}
