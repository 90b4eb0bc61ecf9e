using System.Collections.Immutable;

namespace LlmGateway.Metering.Providers;

/// <summary>A provider: its name (also its path prefix), how it speaks, and the closed list of what it can be asked.</summary>
public sealed record Provider(string Name, Dialect Dialect, ImmutableArray<Operation> Operations);
