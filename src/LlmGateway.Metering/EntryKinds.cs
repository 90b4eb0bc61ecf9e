namespace LlmGateway.Metering;

/// <summary>Names of the kinds in JSON, in the ledger and in metrics.</summary>
public static class EntryKinds
{
    private static readonly string[] s_names = ["settle", "void", "expire", "adjust"];

    public static string Name(this EntryKind kind) => s_names[(int)kind];
}
