namespace LlmGateway.Admin;

/// <summary>A file that is to be checked before it is put in place.</summary>
/// <param name="Kind"><c>models</c> for a whole config/models.json, <c>override</c> for a config/prices.override.json.</param>
/// <param name="Text">Its text.</param>
internal sealed record PriceFile(string? Kind, string? Text);
