namespace LlmGateway.Demo;

/// <summary>A line of the table at the end.</summary>
internal sealed record DemoRow(string Who, string Provider, string Operation, string Estimate, string Actual, string Cost, string Left, string? Refusal);
