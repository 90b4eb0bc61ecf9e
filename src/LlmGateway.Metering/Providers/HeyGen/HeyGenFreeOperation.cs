using System.Collections.Immutable;

namespace LlmGateway.Metering.Providers.HeyGen;

/// <summary>Calls that HeyGen does not charge for. Objects named in them must be the caller's own; what they create is remembered for its caller.</summary>
public sealed class HeyGenFreeOperation(string name, params ImmutableArray<string> routes) : Operation
{
    public override string Name => name;

    public override OperationType Type => OperationType.Other;

    public override OperationClass Class => OperationClass.Free;

    public override ImmutableArray<OperationRoute> Routes { get; } = [.. routes.Select(OperationRoute.Parse)];

    /// <summary>True if the answer shows objects, or the balance, of the whole account.</summary>
    public bool Lists { get; init; }

    /// <summary>True if <c>{id}</c> and the fields of the body name objects of calls; false for what HeyGen offers to all.</summary>
    public bool Owned { get; init; } = true;

    /// <summary>True if the JSON body may name objects; it is read then, and streamed through else (uploads).</summary>
    public bool NamesObjects { get; init; }

    /// <summary>Fields of the answer's data, and of the records listed in it, that are ids of what was created.</summary>
    public ImmutableArray<string> Creates { get; init; } = [];

    public override string Booking => Creates.IsEmpty ? base.Booking : "Nothing is held or charged; what is created is remembered for its owner.";

    public override BodyMode Body => NamesObjects ? BodyMode.Buffered : BodyMode.Streamed;

    public override bool ListsAccount => Lists;

    public override bool CreatesObjects => !Creates.IsEmpty;

    public override ImmutableArray<string> References(CallRequest request) => Owned ? NamedObjects.In(request) : [];

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) =>
        Creates.IsEmpty ? NoUsageReader.Instance : new HeyGenReader(head, answer => new() { Created = Created(answer) });

    private ImmutableArray<CreatedObject> Created(HeyGenAnswer answer) =>
        [.. Creates.SelectMany(answer.IdsAnywhere).Distinct(StringComparer.Ordinal).Select(id => new CreatedObject(id))];
}
