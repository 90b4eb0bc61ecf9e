using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering;

/// <summary>The table of design section 5: how a call ended, and what is posted.</summary>
public static class Settle
{
    public static Settlement Decide(Reservation reservation, CallOutcome outcome, ModelCatalog models) => throw new InvalidOperationException();

    /// <summary>For a lease that ended: void if it is known that nothing was sent, else the hold.</summary>
    public static Settlement DecideExpired(Reservation reservation, bool knownNotDispatched) => throw new InvalidOperationException();
}
