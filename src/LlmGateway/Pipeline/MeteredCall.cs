using LlmGateway.Forwarding;
using LlmGateway.Metering;
using LlmGateway.Metering.Providers;

namespace LlmGateway.Pipeline;

/// <summary>A call with its reservation: what forwarding and settling need.</summary>
internal sealed record MeteredCall(
    Provider Provider, Operation Operation, CallRequest Request, Estimate Estimate, ReserveResult.Granted Granted, UpstreamKey Upstream)
{
    public Reservation Reservation => Granted.Reservation;

    /// <summary>True if the answer names a job that the reservation stays with.</summary>
    public bool CreatesJob => Operation.Class == OperationClass.JobSubmission || Estimate.CreatesJob;

    /// <summary>The output limit to splice in, per choice; null if the caller set one, or if the whole maximum was granted.</summary>
    public long? InjectedLimit => !Estimate.Output.LimitedByCaller && Estimate.Output.Slot is not null && Reservation.GrantedOutputTokens < Estimate.Output.Want
        ? Math.Max(Reservation.GrantedOutputTokens / Estimate.Output.Choices, Estimate.Output.Slot.Smallest)
        : null;
}
