namespace LlmGateway.Metering;

/// <summary>Where an output limit is spliced into the body: the value's digits stand between the two pieces of text.</summary>
/// <param name="Offset">Byte offset in the original body.</param>
/// <param name="Length">Bytes replaced there (a null that the caller wrote), usually 0.</param>
/// <param name="Before">Text in front of the digits, for example <c>"max_completion_tokens":</c>.</param>
/// <param name="After">Text behind the digits, for example a comma.</param>
/// <param name="Smallest">The smallest value the provider takes (16 for responses), else 1.</param>
public sealed record OutputLimitSlot(int Offset, int Length, string Before, string After, long Smallest = 1)
{
    public BodyEdit Limit(long perChoice) => new(
        Offset, Length, System.Text.Encoding.UTF8.GetBytes(FormattableString.Invariant($"{Before}{Math.Max(perChoice, Smallest)}{After}")));
}
