using LlmGateway.Forwarding;
using LlmGateway.Metering;
using LlmGateway.Metering.Providers;
using LlmGateway.Quotas;

namespace LlmGateway.Pipeline;

/// <summary>A call with its reservation: what forwarding and settling need.</summary>
/// <param name="Admitted">What it was admitted on, for another attempt.</param>
/// <param name="Upstream">The key that it goes out with.</param>
/// <param name="Others">Further keys, in the order in which they would be tried.</param>
internal sealed record MeteredCall(
    Provider Provider, Operation Operation, CallRequest Request, Estimate Estimate, AdmissionRequest Admitted, ReserveResult.Granted Granted, UpstreamKey Upstream, UpstreamKey[] Others)
{
    public Reservation Reservation => Granted.Reservation;

    /// <summary>True if the answer names a job that the reservation stays with.</summary>
    public bool CreatesJob => Operation.Class == OperationClass.JobSubmission || Estimate.CreatesJob;

    /// <summary>True if the call must not be sent a second time once it was sent: it may have made something.</summary>
    public bool CreatesOnce => Operation.CreatesOnce || Estimate.CreatesJob;

    /// <summary>The output limit to splice in, per choice; null if the caller set one, or if the whole maximum was granted.</summary>
    public long? InjectedLimit => !Estimate.Output.LimitedByCaller && Estimate.Output.Slot is not null && Reservation.GrantedOutputTokens < Estimate.Output.Want
        ? Math.Max(Reservation.GrantedOutputTokens / Estimate.Output.Choices, Estimate.Output.Slot.Smallest)
        : null;
}
