using System.Collections.Immutable;

namespace LlmGateway.Metering.Providers;

/// <summary>Calls that a provider does not charge for: authenticated and forwarded, with an exhausted quota too.</summary>
public sealed class FreeOperation(string name, params ImmutableArray<string> routes) : Operation
{
    public override string Name => name;

    public override OperationType Type => OperationType.Other;

    public override OperationClass Class => OperationClass.Free;

    public override ImmutableArray<OperationRoute> Routes { get; } = [.. routes.Select(OperationRoute.Parse)];
}
