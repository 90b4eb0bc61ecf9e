namespace LlmGateway.Metering.Providers.OpenAI.Audio;

/// <summary>Output tokens of made speech by its length: a recorded stream of 3.0 s reports 82.</summary>
internal static class SpeechTokens
{
    private const long PerSecond = 27;

    public static long Of(long milliseconds) => (milliseconds * PerSecond / 1000) + 1;
}
