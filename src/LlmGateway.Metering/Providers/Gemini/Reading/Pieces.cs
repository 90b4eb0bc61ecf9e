namespace LlmGateway.Metering.Providers.Gemini.Reading;

/// <summary>How many pieces of each kind an answer brought.</summary>
internal readonly record struct Pieces(long Images, long Videos, long Sounds)
{
    public bool Any => Images + Videos + Sounds > 0;
}
