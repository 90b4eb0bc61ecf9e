using System.Collections.Immutable;

namespace LlmGateway.Metering.Providers.OpenAI.Objects;

/// <summary>POST /v1/conversations/{id}/items: free, but from now on nobody knows how much input the conversation hides.</summary>
public sealed class ConversationItemsOperation : Operation
{
    public override string Name => "openai.conversation_items";

    public override OperationType Type => OperationType.Other;

    public override OperationClass Class => OperationClass.Free;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v1/conversations/{id}/items")];

    public override string Booking => "Nothing is held or charged; later calls in the conversation hold the model's context window.";

    public override BodyMode Body => BodyMode.Buffered;

    public override bool CreatesObjects => true;

    public override ImmutableArray<string> References(CallRequest request) => ObjectIds.In(request.Body).Insert(0, request.RouteValues["id"]);

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) => new Reader(request.RouteValues["id"], head);

    /// <summary>The answer lists the items and not their conversation.</summary>
    private sealed class Reader(string conversation, ResponseHead head) : UsageReader
    {
        public override void Read(ReadOnlySpan<byte> bytes) { }

        public override UsageReading Complete(bool whole) => head.IsSuccess ? new() { Created = [new(conversation)], AnythingSeen = true } : UsageReading.Nothing;
    }
}
