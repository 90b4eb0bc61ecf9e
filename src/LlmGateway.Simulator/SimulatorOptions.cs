namespace LlmGateway.Simulator;

/// <summary>How the simulated providers run.</summary>
public sealed record SimulatorOptions
{
    /// <value>Port on 127.0.0.1; 0, the default, takes a free one.</value>
    public int Port { get; init; }

    /// <value>Clock of jobs and delays; the system's by default.</value>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <value>How long a video job takes; 2 s by default.</value>
    public TimeSpan JobDuration { get; init; } = TimeSpan.FromSeconds(2);

    /// <value>What calls do that bring no <c>X-Simulate</c> header.</value>
    public SimulatedBehaviour Behaviour { get; init; } = SimulatedBehaviour.Default;
}
