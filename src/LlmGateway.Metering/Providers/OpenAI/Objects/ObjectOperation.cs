using System.Collections.Immutable;

namespace LlmGateway.Metering.Providers.OpenAI.Objects;

/// <summary>
/// Calls on stored objects, which OpenAI does not charge by the call. The object named <c>{id}</c> in the path, and those named in the body, must be the
/// caller's own; what an answer creates is remembered for its caller.
/// </summary>
public sealed class ObjectOperation(string name, params ImmutableArray<string> routes) : Operation
{
    private readonly string[] _creates = [];

    public override string Name => name;

    public override OperationType Type => OperationType.Other;

    public override OperationClass Class => OperationClass.Free;

    public override ImmutableArray<OperationRoute> Routes { get; } = [.. routes.Select(OperationRoute.Parse)];

    /// <summary>True if the JSON body may name other objects; it is read then.</summary>
    public bool NamesObjects { get; init; }

    /// <summary>True if the answer shows objects of the whole account.</summary>
    public bool Lists { get; init; }

    /// <summary>Where in the answer ids of created objects stand, for example <c>id</c> or <c>file.id</c>.</summary>
    public ImmutableArray<string> Creates
    {
        get => [.. _creates];
        init => _creates = [.. value];
    }

    public override string Booking => _creates.Length > 0 ? "Nothing is held or charged; what is created is remembered for its owner." : base.Booking;

    public override BodyMode Body => NamesObjects ? BodyMode.Buffered : BodyMode.Streamed;

    public override bool ListsAccount => Lists;

    public override bool CreatesObjects => _creates.Length > 0;

    public override ImmutableArray<string> References(CallRequest request)
    {
        var named = NamesObjects ? ObjectIds.In(request) : [];
        return request.RouteValues.TryGetValue("id", out var id) ? named.Insert(0, id) : named;
    }

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) =>
        CreatesObjects ? new CreatedObjectReader(head, null, _creates) : NoUsageReader.Instance;
}
