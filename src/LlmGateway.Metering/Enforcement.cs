namespace LlmGateway.Metering;

public enum Enforcement
{
    /// <summary>Refuses; no overshoot for proven bounds.</summary>
    Strict,

    /// <summary>Decides and records what it would have refused; refuses nothing.</summary>
    Shadow,
}
