namespace LlmGateway.Metering.Providers.ChatCompletions;

/// <summary>
/// Tokens that a chat has beside its words. The plain ones are of OpenAI's cookbook ("How to count tokens with tiktoken"); those of tools are what
/// recorded calls have more than their text.
/// </summary>
/// <param name="Priming">What primes the answer.</param>
/// <param name="Tools">All tools together, beside their text.</param>
/// <param name="Call">A call of a tool in the history, with the message that answers it.</param>
/// <param name="ParallelCalls">A message with more than one call.</param>
internal sealed record ChatOverheads(int Priming = 3, int Tools = 3, int Call = 11, int ParallelCalls = 11)
{
    public const int Message = 3;
    public const int Name = 1;
}
