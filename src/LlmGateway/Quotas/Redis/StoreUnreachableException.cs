namespace LlmGateway.Quotas.Redis;

/// <summary>Redis did not answer in time, or not at all; whether it did what it was asked is not known. Never leaves this room.</summary>
internal sealed class StoreUnreachableException(string reason, Exception? inner = null) : Exception(reason, inner);
