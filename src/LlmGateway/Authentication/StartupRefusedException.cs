namespace LlmGateway.Authentication;

/// <summary>The configuration is not one to serve with. The message lists every problem, so that one round of repairs is enough.</summary>
internal sealed class StartupRefusedException(IReadOnlyList<string> problems)
    : Exception($"The gateway does not start with this configuration:{string.Concat(problems.Select(problem => $"\n  - {problem}"))}")
{
    public IReadOnlyList<string> Problems => problems;
}
