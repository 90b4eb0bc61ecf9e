namespace LlmGateway.Database;

/// <summary>An object at a provider that an answer created and no ledger row names: a file, a conversation, a vector store.</summary>
internal sealed class ObjectEntity
{
    public required string Provider { get; set; }
    public required string ObjectId { get; set; }
    public required string Organization { get; set; }
    public required string Upstream { get; set; }
    public long? Tokens { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}
