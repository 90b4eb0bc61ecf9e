namespace LlmGateway.Admin;

/// <summary>A "no" of the admin API. Thrown where it is found and written in one place, as <c>{"error":{"code","message","param","request_id"}}</c>.</summary>
internal sealed class AdminRefusedException(int status, string code, string message, string? param = null) : Exception(message)
{
    public int Status => status;

    public string Code => code;

    /// <summary>The field or parameter that is wrong, or null.</summary>
    public string? Param => param;

    public TimeSpan? RetryAfter { get; init; }
}
