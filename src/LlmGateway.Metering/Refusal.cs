namespace LlmGateway.Metering;

/// <summary>An expected "no", typed; a <see cref="Providers.Dialect"/> turns it into the body the client's SDK understands.</summary>
/// <param name="Code">One of <see cref="RefusalCode"/>'s words.</param>
/// <param name="Status">HTTP status, 400 to 504.</param>
/// <param name="Message">For the caller: what is wrong and what to do. Never a secret, never a piece of the body.</param>
/// <param name="Param">The field that is wrong, or null.</param>
public sealed record Refusal(string Code, int Status, string Message, string? Param = null)
{
    /// <summary>The limit that stopped the call; null unless <see cref="Code"/> is quota_exceeded or rate_limited.</summary>
    public QuotaExceeded? Quota { get; init; }

    /// <summary>When it is worth trying again; only for rates and outages.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static Refusal Invalid(string message, string? param = null) => new(RefusalCode.InvalidRequest, 400, message, param);
}
