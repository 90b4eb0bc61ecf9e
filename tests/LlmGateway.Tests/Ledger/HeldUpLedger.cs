using System.Threading.Channels;
using LlmGateway.Metering;
using LlmGateway.Quotas;
using LlmGateway.Quotas.Consistency;

namespace LlmGateway.Tests.Ledger;

/// <summary>A ledger whose writers stand at a door: each batch waits there until it is let in, or turned away.</summary>
internal sealed class HeldUpLedger(ILedgerStore ledger) : ILedgerStore
{
    private readonly Channel<Arrival> _arrivals = Channel.CreateUnbounded<Arrival>();

    private volatile bool _isOpen;

    /// <summary>The next batch that came to the door.</summary>
    public async Task<Arrival> NextAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return await _arrivals.Reader.ReadAsync(patience.Token);
    }

    /// <summary>True if who waits at the door does not hear that it should stop.</summary>
    public bool IsDeaf { get; set; }

    /// <summary>From now on nobody waits.</summary>
    public void Open() => _isOpen = true;

    public async Task<bool> WriteAsync(IReadOnlyList<OutboxEntry> entries, CancellationToken cancellation)
    {
        if (_isOpen) return await ledger.WriteAsync(entries, cancellation);
        var arrival = new Arrival(entries, new(TaskCreationOptions.RunContinuationsAsynchronously), new(TaskCreationOptions.RunContinuationsAsynchronously));
        await _arrivals.Writer.WriteAsync(arrival, cancellation);
        await arrival.Door.Task.WaitAsync(IsDeaf ? default : cancellation);
        var written = await ledger.WriteAsync(entries, cancellation);
        arrival.Written.SetResult();
        return written;
    }

    /// <param name="Door">Lets it in, or turns it away.</param>
    /// <param name="Written">Ends when the ledger has it.</param>
    public sealed record Arrival(IReadOnlyList<OutboxEntry> Entries, TaskCompletionSource Door, TaskCompletionSource Written);

    public Task<IReadOnlyList<PostedSum>> SumsAsync(DateOnly from, CancellationToken cancellation) => ledger.SumsAsync(from, cancellation);

    public Task<LedgerSnapshot> BeginGenerationAsync(string generation, DateOnly from, CancellationToken cancellation) => ledger.BeginGenerationAsync(generation, from, cancellation);

    public Task<T> StandStillAsync<T>(DateOnly from, Subject? only, Func<IStillLedger, Task<T>> look, CancellationToken cancellation) => ledger.StandStillAsync(from, only, look, cancellation);

    public Task<long> LastWrittenAsync(string generation, CancellationToken cancellation) => ledger.LastWrittenAsync(generation, cancellation);

    public Task<IReadOnlyList<LedgerFact>> FindRowsAsync(IReadOnlyCollection<string> reservationIds, CancellationToken cancellation) => ledger.FindRowsAsync(reservationIds, cancellation);

    public Task<IReadOnlyList<OpenJob>> OpenJobsAsync(CancellationToken cancellation) => ledger.OpenJobsAsync(cancellation);

    public Task<JobBinding?> FindJobAsync(string provider, string jobId, CancellationToken cancellation) => ledger.FindJobAsync(provider, jobId, cancellation);

    public Task<OwnedObject?> FindObjectAsync(string provider, string id, CancellationToken cancellation) => ledger.FindObjectAsync(provider, id, cancellation);
}
