namespace LlmGateway.Admin;

/// <summary>The refusals of the admin API and their codes (design section 7).</summary>
internal static class Refuse
{
    private static readonly TimeSpan s_shortly = TimeSpan.FromSeconds(2);

    public static AdminRefusedException Invalid(string message, string? param = null) => new(StatusCodes.Status400BadRequest, "invalid_request", message, param);

    /// <summary>A well-formed word that is not one of those that are understood.</summary>
    public static AdminRefusedException Unsupported(string param, string value, IEnumerable<string> supported) =>
        new(StatusCodes.Status400BadRequest, "unsupported_value", $"{param} cannot be '{Shown(value)}'. It is one of: {string.Join(", ", supported)}.", param);

    public static AdminRefusedException Unsupported(string param, string message) => new(StatusCodes.Status400BadRequest, "unsupported_value", message, param);

    public static AdminRefusedException Unauthorized() => new(
        StatusCodes.Status401Unauthorized, "unauthorized",
        "The admin API takes the gateway's admin token, as 'Authorization: Bearer <token>'. A virtual key is none: it asks for its own quota at /quota/v1/me.");

    public static AdminRefusedException NotFound(string noun, string id, string param = "id") =>
        new(StatusCodes.Status404NotFound, "not_found", $"There is no {noun} '{Shown(id)}'.", param);

    public static AdminRefusedException NotFound(string message) => new(StatusCodes.Status404NotFound, "not_found", message);

    public static AdminRefusedException Conflict(string message, string? param = null) => new(StatusCodes.Status409Conflict, "conflict", message, param);

    public static AdminRefusedException DatabaseUnavailable() =>
        new(StatusCodes.Status503ServiceUnavailable, "database_unavailable", "The database does not answer. Nothing was changed. Try again shortly.") { RetryAfter = s_shortly };

    public static AdminRefusedException StoreUnavailable() =>
        new(StatusCodes.Status503ServiceUnavailable, "quota_store_unavailable", "The quota store does not answer or is still loading. Try again shortly.") { RetryAfter = s_shortly };

    /// <summary>A value told back is cut: an error is not the place for a megabyte.</summary>
    private static string Shown(string value) => value.Length > 100 ? value[..100] + "..." : value;
}
