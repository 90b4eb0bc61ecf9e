namespace LlmGateway.Database;

/// <summary>The one row that names the present generation of the shared store: entries of another are not written.</summary>
internal sealed class StoreGenerationEntity
{
    public const int OnlyId = 1;

    public int Id { get; set; }
    public required string Generation { get; set; }
}
