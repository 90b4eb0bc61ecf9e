namespace LlmGateway.Metering.Providers.ChatCompletions;

/// <summary>How much output is wanted, and the least that a call is worth admitting for (design section 4).</summary>
internal static class OutputLimits
{
    /// <summary>A larger limit is no limit that anybody means.</summary>
    public const long LargestLimit = 1_000_000_000;
    private const long LeastWithoutLimit = 1024;

    /// <summary>What an answer without a limit is expected to have.</summary>
    private const long UsualAnswer = 256;

    /// <param name="limit">The caller's own limit for one choice; null if none.</param>
    /// <param name="most">The model's maximum for one choice.</param>
    /// <param name="slot">Where a limit would be put in, asked for only if the caller set none; null where none can be put in: then the whole maximum is held, as nothing less would be true.</param>
    public static OutputHold Of(long? limit, long most, int choices, Func<OutputLimitSlot>? slot)
    {
        if (limit is { } own)
        {
            var granted = checked(Math.Min(own, most) * choices);
            return new(granted, granted, choices, true, null);
        }

        if (slot is null) return new(checked(most * choices), checked(most * choices), choices, true, null);
        return new(checked(most * choices), checked(Math.Min(LeastWithoutLimit, most) * choices), choices, false, slot());
    }

    public static long Expected(OutputHold output) => output.Choices * Math.Min(UsualAnswer, output.Want / output.Choices);
}
