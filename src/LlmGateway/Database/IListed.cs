namespace LlmGateway.Database;

/// <summary>What lists are ordered by, newest first.</summary>
internal interface IListed
{
    string Id { get; }

    DateTimeOffset CreatedAt { get; }
}
