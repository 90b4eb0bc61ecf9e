using System.Collections.Immutable;
using LlmGateway.Metering;

namespace LlmGateway.Quotas;

/// <summary>What a rebuild starts from.</summary>
/// <param name="Rolling">Subjects whose own limits are in a rolling window.</param>
public sealed record LedgerSnapshot(IReadOnlyList<PostedSum> Sums, IReadOnlyList<OpenJob> OpenJobs, ImmutableHashSet<Subject> Rolling);
