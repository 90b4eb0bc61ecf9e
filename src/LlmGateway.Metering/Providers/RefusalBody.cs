using System.Collections.Immutable;

namespace LlmGateway.Metering.Providers;

/// <summary>A refusal as it goes out: JSON bytes, status, and the headers that this dialect's SDKs act on.</summary>
public sealed record RefusalBody(int Status, ReadOnlyMemory<byte> Json, ImmutableArray<KeyValuePair<string, string>> Headers);
