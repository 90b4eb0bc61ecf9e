namespace LlmGateway.Tests.Cli;

public sealed record RecordedRequest(string Method, string Path, string Query, string Authorization, string Body);
