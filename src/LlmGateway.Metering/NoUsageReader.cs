namespace LlmGateway.Metering;

/// <summary>For answers in which there is nothing to read.</summary>
public sealed class NoUsageReader : UsageReader
{
    public static NoUsageReader Instance { get; } = new();

    private NoUsageReader() { }

    public override void Read(ReadOnlySpan<byte> bytes) { }

    public override UsageReading Complete(bool whole) => UsageReading.Nothing;
}
