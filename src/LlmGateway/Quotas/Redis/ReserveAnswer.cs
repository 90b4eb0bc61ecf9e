using LlmGateway.Metering;
using StackExchange.Redis;

namespace LlmGateway.Quotas.Redis;

/// <summary>What the reserve script answers to one call.</summary>
/// <param name="Word">OK, or one of the words that the script documents.</param>
/// <param name="Now">The store's clock.</param>
/// <param name="Granted">Output tokens, after OK.</param>
/// <param name="Accounts">The call's accounts as it met them, after OK and REFUSED; else empty.</param>
/// <param name="Details">What follows another word, the word included.</param>
internal readonly record struct ReserveAnswer(string Word, DateTimeOffset Now, long Granted, AccountView[] Accounts, RedisResult[] Details);
