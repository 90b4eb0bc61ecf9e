namespace LlmGateway.Metering.Json;

/// <summary>Turns what a strict reader throws into a precise 400.</summary>
internal static class StrictReading
{
    public static EstimateResult Judge(Func<EstimateResult> read)
    {
        try
        {
            return read();
        }
        catch (InvalidFieldException exception)
        {
            return Refusal.Invalid(exception.Message, exception.Param);
        }
        catch (OverflowException)
        {
            return Refusal.Invalid("The numbers of this request are too large to be counted.");
        }
    }
}
