using LlmGateway.Benchmarks.Report;

namespace LlmGateway.Benchmarks.Suites;

internal sealed record Suite(string Name, string Summary, Func<Effort, Task<IReadOnlyList<Figure>>> RunAsync);
