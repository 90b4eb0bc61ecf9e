namespace LlmGateway.Metering;

/// <summary>How a call of an operation is treated. No path reaches a provider without one.</summary>
public enum OperationClass
{
    /// <summary>Reserved before, settled when the answer ends.</summary>
    Metered,

    /// <summary>Reserved before; the answer names a job, and the reservation stays pending until the job ends.</summary>
    JobSubmission,

    /// <summary>A look at a job that we may have bound: free, and settles the job when it shows a terminal state.</summary>
    JobRead,

    /// <summary>Authenticated and forwarded; no reservation, no ledger row.</summary>
    Free,

    /// <summary>Known and never forwarded: switched off by the provider, an administration of the whole account, or a way around the meter.</summary>
    Refused,
}
