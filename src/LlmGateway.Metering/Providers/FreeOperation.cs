using System.Collections.Immutable;

namespace LlmGateway.Metering.Providers;

/// <summary>Calls that a provider does not charge for: authenticated and forwarded, with an exhausted quota too.</summary>
public sealed class FreeOperation(string name, params ImmutableArray<string> routes) : Operation
{
    public override string Name => name;

    public override OperationType Type => OperationType.Other;

    public override OperationClass Class => OperationClass.Free;

    public override ImmutableArray<OperationRoute> Routes { get; } = [.. routes.Select(OperationRoute.Parse)];

    /// <summary>Names of the route's values that are ids of objects.</summary>
    public ImmutableArray<string> Owned { get; init; } = [];

    /// <summary>True if the answer shows objects of the whole account.</summary>
    public bool Lists { get; init; }

    public override bool ListsAccount => Lists;

    public override ImmutableArray<string> References(CallRequest request) => [.. Owned.Where(request.RouteValues.ContainsKey).Select(value => request.RouteValues[value])];
}
