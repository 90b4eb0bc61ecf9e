namespace LlmGateway.Metering;

/// <summary>Kinds of ledger rows; a row is unique by (reservation, attempt, kind).</summary>
public enum EntryKind
{
    Settle,
    Void,
    Expire,
    Adjust,
}
