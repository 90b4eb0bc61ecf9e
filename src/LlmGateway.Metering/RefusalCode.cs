namespace LlmGateway.Metering;

/// <summary>The words of the header <c>X-LlmGateway-Error</c> (design section 6).</summary>
public static class RefusalCode
{
    public const string QuotaExceeded = "quota_exceeded";
    public const string RateLimited = "rate_limited";
    public const string UnknownOperation = "unknown_operation";
    public const string NotFound = "not_found";
    public const string InvalidApiKey = "invalid_api_key";
    public const string KeyExpired = "key_expired";
    public const string KeyRevoked = "key_revoked";
    public const string SubjectDisabled = "subject_disabled";
    public const string ModelNotAllowed = "model_not_allowed";
    public const string OperationNotAllowed = "operation_not_allowed";
    public const string ModelNotPriced = "model_not_priced";
    public const string SharedAccountListing = "shared_account_listing";
    public const string UserNamingNotAllowed = "user_naming_not_allowed";
    public const string InvalidRequest = "invalid_request";
    public const string UnsupportedParameter = "unsupported_parameter";
    public const string PayloadTooLarge = "payload_too_large";
    public const string UnsupportedEncoding = "unsupported_encoding";
    public const string QuotaStoreUnavailable = "quota_store_unavailable";
    public const string DatabaseUnavailable = "database_unavailable";
    public const string UpstreamNotConfigured = "upstream_not_configured";
    public const string UpstreamUnreachable = "upstream_unreachable";
    public const string UpstreamTimeout = "upstream_timeout";
}
