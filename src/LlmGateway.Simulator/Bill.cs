namespace LlmGateway.Simulator;

/// <summary>The simulated providers' own record of what they served; a gateway's ledger must agree with it. Thread-safe.</summary>
public sealed class Bill
{
    private readonly Lock _lock = new();
    private readonly List<BillLine> _lines = [];

    public IReadOnlyList<BillLine> Lines
    {
        get { lock (_lock) return [.. _lines]; }
    }

    public void Clear()
    {
        lock (_lock) _lines.Clear();
    }

    internal void Add(BillLine line)
    {
        lock (_lock) _lines.Add(line);
    }
}
