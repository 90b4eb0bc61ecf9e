namespace LlmGateway.Benchmarks.Report;

internal enum Verdict { Told, Aim, Must, Missed }
