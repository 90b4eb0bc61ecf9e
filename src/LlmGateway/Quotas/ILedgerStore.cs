using LlmGateway.Metering;
using LlmGateway.Quotas.Consistency;

namespace LlmGateway.Quotas;

/// <summary>What the quota store needs of the durable ledger (another process in production): the truth that counters are rebuilt from.</summary>
public interface ILedgerStore
{
    /// <summary>
    /// Writes entries in one transaction; rows that are there already are left alone. False if they are of a generation of the store that is over: nothing
    /// was written then, because the counters of the present one do not hold them; the spools bring them again.
    /// </summary>
    Task<bool> WriteAsync(IReadOnlyList<OutboxEntry> entries, CancellationToken cancellation);

    /// <summary>Posted sums (ledger rows and adjustments) per subject and local day, for days from <paramref name="from"/> on.</summary>
    Task<IReadOnlyList<PostedSum>> SumsAsync(DateOnly from, CancellationToken cancellation);

    /// <summary>Begins a new generation of the store: from here on only its entries are written, and the answer is exactly what was written before.</summary>
    Task<LedgerSnapshot> BeginGenerationAsync(string generation, DateOnly from, CancellationToken cancellation);

    /// <summary>Lets no gateway write to the ledger while <paramref name="look"/> looks. Writers wait, which no caller notices; keep it to seconds.</summary>
    /// <param name="from">First day of the sums.</param>
    /// <param name="only">Whose sums; null for every subject's.</param>
    Task<T> StandStillAsync<T>(DateOnly from, Subject? only, Func<IStillLedger, Task<T>> look, CancellationToken cancellation);

    /// <summary>The largest outbox number of a generation that was written; 0 if none was.</summary>
    Task<long> LastWrittenAsync(string generation, CancellationToken cancellation);

    /// <summary>The rows that the ledger has of reservations.</summary>
    Task<IReadOnlyList<LedgerFact>> FindRowsAsync(IReadOnlyCollection<string> reservationIds, CancellationToken cancellation);

    /// <summary>Jobs without a settle, void or expire row, with what was held for them.</summary>
    Task<IReadOnlyList<OpenJob>> OpenJobsAsync(CancellationToken cancellation);

    /// <summary>A job's binding, open or settled; null if never seen.</summary>
    Task<JobBinding?> FindJobAsync(string provider, string jobId, CancellationToken cancellation);

    /// <summary>Who an object belongs to: remembered objects, and answers that ledger rows name. Null if never seen.</summary>
    Task<OwnedObject?> FindObjectAsync(string provider, string id, CancellationToken cancellation);
}
