using LlmGateway.Metering;

namespace LlmGateway.Quotas.Consistency;

/// <summary>The ledger while no gateway writes to it.</summary>
public interface IStillLedger
{
    /// <summary>Posted sums (ledger rows and adjustments) per subject and local day.</summary>
    IReadOnlyList<PostedSum> Sums { get; }

    /// <summary>Those of some outbox entries whose rows or adjustments the ledger lacks; entries of other kinds count nothing and are left out.</summary>
    Task<IReadOnlyList<OutboxEntry>> LackingAsync(IReadOnlyList<OutboxEntry> entries, CancellationToken cancellation);

    /// <summary>Which numbers of a generation's outbox were written.</summary>
    Task<IReadOnlyList<NumberRange>> WrittenAsync(string generation, CancellationToken cancellation);
}
