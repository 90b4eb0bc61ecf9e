using System.Collections.Immutable;

namespace LlmGateway.Metering.Providers;

/// <summary>A path that is known and never forwarded.</summary>
/// <param name="name">Name of the operation.</param>
/// <param name="reason">For the caller: why, and what to do instead.</param>
/// <param name="escapes">True if it would hand out a way around the meter; whoever runs the gateway may open it (setting <c>Operations:Escapes:name=allow</c>), and then it is free.</param>
public sealed class RefusedOperation(string name, string reason, bool escapes, params ImmutableArray<string> routes) : Operation
{
    public override string Name => name;

    public override OperationType Type => OperationType.Other;

    public override OperationClass Class => OperationClass.Refused;

    public override ImmutableArray<OperationRoute> Routes { get; } = [.. routes.Select(OperationRoute.Parse)];

    public string Reason => reason;

    public bool Escapes => escapes;
}
