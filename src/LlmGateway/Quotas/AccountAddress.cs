using LlmGateway.Metering;

namespace LlmGateway.Quotas;

/// <summary>Which counters are meant.</summary>
public sealed record AccountAddress(Subject Subject, Window Window);
