namespace LlmGateway.Authentication;

/// <summary>
/// What a configuration must have before the gateway serves with it. On a fresh machine nothing is required: secrets are made into the data directory.
/// With Redis or PostgreSQL it is a production gateway, perhaps one of several: its secrets must be told, and be good ones.
/// </summary>
internal static class StartupRequirements
{
    /// <exception cref="StartupRefusedException">With every problem at once.</exception>
    public static void Check(IConfiguration configuration)
    {
        if (Problems(configuration).ToArray() is { Length: > 0 } problems) throw new StartupRefusedException(problems);
    }

    public static IEnumerable<string> Problems(IConfiguration configuration)
    {
        var redis = IsSet(configuration.GetConnectionString("Redis"));
        var ledger = IsSet(configuration.GetConnectionString("Ledger"));
        if (redis && !ledger) yield return "ConnectionStrings:Redis is set without ConnectionStrings:Ledger: counters in Redis are rebuilt from a ledger that all gateways share, so PostgreSQL is needed too.";

        var isShared = redis || ledger;
        if (isShared && TokenProblem(configuration[AdminToken.Setting]) is { } token) yield return $"{AdminToken.Setting} {token}.";
        if (PepperProblem(configuration[Peppers.Setting], isShared) is { } pepper) yield return $"{Peppers.Setting} {pepper}.";
        foreach (var (index, previous) in Peppers.PreviousOf(configuration).Index())
        {
            if (PepperProblem(previous, isShared) is { } old) yield return $"{Peppers.PreviousSetting}:{index} {old}.";
        }
    }

    private static string? TokenProblem(string? token) => IsSet(token) ? SecretStrength.ProblemOf(token!) : "is missing; with Redis or PostgreSQL configured it must be set (for example: openssl rand -base64 32)";

    private static string? PepperProblem(string? pepper, bool isShared)
    {
        if (!IsSet(pepper)) return isShared || pepper is { Length: > 0 } ? "is missing; with Redis or PostgreSQL configured it must be set, the same on every gateway (for example: openssl rand -base64 32)" : null;
        if (!Peppers.TryRead(pepper!, out var bytes)) return $"must be base64 of at least {Peppers.LeastBytes} bytes (for example: openssl rand -base64 32)";
        return isShared ? SecretStrength.ProblemOf(bytes) : null;
    }

    private static bool IsSet(string? setting) => !string.IsNullOrWhiteSpace(setting);
}
