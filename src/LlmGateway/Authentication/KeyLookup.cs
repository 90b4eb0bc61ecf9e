namespace LlmGateway.Authentication;

/// <summary>What the policy cache answers to a presented secret.</summary>
public abstract record KeyLookup
{
    private KeyLookup() { }

    /// <summary>The answers without content are always the same objects, so that refusing costs no memory.</summary>
    public static Unknown NotKnown { get; } = new();

    public static Unavailable NotNow { get; } = new();

    public sealed record Found(VirtualKey Key) : KeyLookup;

    public sealed record Unknown : KeyLookup;

    /// <summary>Not in memory, and the database cannot be asked.</summary>
    public sealed record Unavailable : KeyLookup;
}
