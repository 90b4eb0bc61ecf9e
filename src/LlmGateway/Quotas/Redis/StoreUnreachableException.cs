using StackExchange.Redis;

namespace LlmGateway.Quotas.Redis;

/// <summary>Redis did not answer in time, or not at all, or not what was asked; whether it did what it was asked is not known. Never leaves this room.</summary>
internal sealed class StoreUnreachableException(string reason, Exception? inner = null) : Exception(reason, inner)
{
    /// <summary>The server answers, and the script failed on what it found: something is wrong with the data of a call, not with the store.</summary>
    public bool IsOfTheData => InnerException is RedisServerException { Message: var message }
        && (message.StartsWith("ERR", StringComparison.Ordinal) || message.StartsWith("WRONGTYPE", StringComparison.Ordinal));
}
