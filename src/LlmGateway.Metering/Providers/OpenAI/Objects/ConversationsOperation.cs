using System.Collections.Immutable;
using System.Text.Json;
using LlmGateway.Metering.Json;

namespace LlmGateway.Metering.Providers.OpenAI.Objects;

/// <summary>POST /v1/conversations: free. An empty conversation hides no input from the first response in it; one made with items hides an unknown amount.</summary>
public sealed class ConversationsOperation : Operation
{
    public override string Name => "openai.conversations";

    public override OperationType Type => OperationType.Other;

    public override OperationClass Class => OperationClass.Free;

    public override ImmutableArray<OperationRoute> Routes { get; } = [OperationRoute.Parse("POST /v1/conversations")];

    public override string Booking => "Nothing is held or charged; the conversation is remembered for its owner, and the tokens in it for what later calls hold.";

    public override BodyMode Body => BodyMode.Buffered;

    public override bool CreatesObjects => true;

    public override ImmutableArray<string> References(CallRequest request) => ObjectIds.In(request.Body);

    public override UsageReader CreateReader(CallRequest request, Estimate? estimate, ResponseHead head) =>
        new CreatedObjectReader(head, HasItems(request.Body) ? null : 0, "id");

    private static bool HasItems(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty) return false;
        try
        {
            using var json = JsonBody.Parse(body);
            return json.Root.Field("items") is not (null or { ValueKind: JsonValueKind.Array }) || json.Root.Field("items")?.GetArrayLength() > 0;
        }
        catch (InvalidFieldException)
        {
            return true;
        }
    }
}
