namespace LlmGateway.Metering.Json;

/// <summary>One part of a multipart body; the content is not copied.</summary>
/// <param name="Name">Name of the field.</param>
/// <param name="IsFile">True if the part has a file name.</param>
/// <param name="Content">The bytes between the part's head and the next boundary.</param>
internal sealed record FormPart(string Name, bool IsFile, ReadOnlyMemory<byte> Content);
