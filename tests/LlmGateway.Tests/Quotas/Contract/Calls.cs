using System.Collections.Immutable;
using LlmGateway.Metering;
using LlmGateway.Quotas;

namespace LlmGateway.Tests.Quotas.Contract;

/// <summary>Requests of made-up calls; every test has subjects of its own, so that tests can share a server.</summary>
internal sealed class Calls(StoreUnderTest stage)
{
    private static int s_serial;

    private readonly string _name = FormattableString.Invariant($"t{Environment.ProcessId}x{Interlocked.Increment(ref s_serial)}");

    public Subject Key => Subject.Key($"key_{_name}");

    public Subject User => Subject.User(_name, "alice");

    public Subject Team => Subject.Team(_name, "writers");

    public Subject Organization => Subject.Organization(_name);

    public Subject Upstream => Subject.Upstream("p" + _name, "default");

    public IReadOnlyList<Subject> All => [Key, User, Team, Organization, Upstream];

    public static string NewId() => Ids.New(Ids.Reservation, TimeProvider.System);

    public QuotaAccount Account(Subject subject, SubjectLimits? limits = null, long version = 1)
    {
        var effective = EffectiveLimits.Resolve(limits, null);
        return new(subject, Window.At(effective.Window, stage.Now, TimeZoneInfo.Utc), effective, version);
    }

    public AccountAddress Address(Subject subject, WindowKind kind = WindowKind.CalendarMonth) => new(subject, Window.At(kind, stage.Now, TimeZoneInfo.Utc));

    /// <summary>A call of so many input tokens and no output that can be limited.</summary>
    public ReserveRequest Request(long tokens, params ImmutableArray<QuotaAccount> accounts) => Request(new Hold(new(Tokens: tokens, Calls: 1), Amounts.Zero, 0, 0), accounts);

    public ReserveRequest Request(Hold hold, params ImmutableArray<QuotaAccount> accounts) => new()
    {
        ReservationId = NewId(),
        Accounts = accounts.IsEmpty ? [Account(Key)] : accounts,
        Hold = hold,
        ExpectedTokens = hold.Fixed.Tokens,
        Lease = TimeSpan.FromMinutes(1),
        Context = new()
        {
            RequestId = "req_" + _name,
            Organization = _name,
            ApiKey = Key.Id,
            User = "alice",
            Provider = "p" + _name,
            Upstream = "default",
            Operation = "p.chat",
            OperationType = OperationType.LlmCall,
            Model = "m",
            BoundKind = BoundKind.Proven,
            TimeZone = "UTC",
        },
    };

    public static Settlement Settle(Reservation reservation, long tokens, EntryKind kind = EntryKind.Settle) => new()
    {
        ReservationId = reservation.Id,
        Kind = kind,
        Posted = kind == EntryKind.Void ? Amounts.Zero : new(Tokens: tokens, Calls: reservation.Held.Calls),
        Certainty = kind == EntryKind.Void ? null : Certainty.Exact,
    };

    /// <summary>From as many threads as there are.</summary>
    public static Task<T[]> AtOnceAsync<T>(int count, Func<int, ValueTask<T>> call) => Task.WhenAll(Enumerable.Range(0, count).Select(i => Task.Run(() => call(i).AsTask())));

    public JobBinding Job(Reservation reservation, string jobId) => new(
        "p" + _name, jobId, reservation.Id, _name, Key.Id, "default", "/jobs/" + jobId, "p.job", stage.Now, 200);
}
