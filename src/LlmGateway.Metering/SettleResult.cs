namespace LlmGateway.Metering;

public enum SettleResult
{
    /// <summary>Counted now.</summary>
    Applied,

    /// <summary>Resolved before; nothing changed.</summary>
    AlreadyResolved,

    /// <summary>The store cannot be reached; the spool has it and replays it.</summary>
    Deferred,
}
