using LlmGateway.Quotas.Redis;

namespace LlmGateway.IntegrationTests.Gateways;

/// <summary>Steps of a call as they are seen on the wire.</summary>
internal static class Step
{
    public static string Reserve { get; } = Convert.ToHexStringLower(RedisScript.Reserve.Hash);

    public static string Settle { get; } = Convert.ToHexStringLower(RedisScript.Settle.Hash);

    public static string Bind { get; } = Convert.ToHexStringLower(RedisScript.Bind.Hash);

    /// <summary>The ledger writer has committed and tells Redis.</summary>
    public static string Acknowledge { get; } = Convert.ToHexStringLower(RedisScript.Acknowledge.Hash);

    /// <summary>The ledger writer commits.</summary>
    public const string Commit = "COMMIT";
}
