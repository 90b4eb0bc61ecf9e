namespace LlmGateway.Metering;

/// <summary>One splice into the request body: <paramref name="Length"/> bytes at <paramref name="Offset"/> become <paramref name="Replacement"/>.</summary>
/// <param name="Offset">Byte offset in the original body.</param>
/// <param name="Length">Bytes replaced; 0 inserts.</param>
/// <param name="Replacement">UTF-8 bytes put in.</param>
public readonly record struct BodyEdit(int Offset, int Length, ReadOnlyMemory<byte> Replacement);
