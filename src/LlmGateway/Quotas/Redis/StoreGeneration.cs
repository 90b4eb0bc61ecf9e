using System.Globalization;

namespace LlmGateway.Quotas.Redis;

/// <summary>The text under the generation's key: a name, and when it opens by the store's clock (ms).</summary>
internal readonly record struct StoreGeneration(string Name, long OpensAt)
{
    public static StoreGeneration Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon < 0 ? new(text, 0) : new(text[..colon], long.Parse(text.AsSpan(colon + 1), CultureInfo.InvariantCulture));
    }
}
