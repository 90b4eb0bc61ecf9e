namespace LlmGateway.Metering.Prices;

/// <summary>What a price is for; the names in config/models.json are <see cref="PriceUnits"/>.</summary>
public enum PriceUnit
{
    MillionTokens,
    Image,
    Second,
    Minute,
    MillionCharacters,

    /// <summary>A piece: an avatar, a song, a video at a flat price, a container's session.</summary>
    Item,

    /// <summary>A call, whatever is in it.</summary>
    Request,

    /// <summary>Calls of a tool inside a call.</summary>
    ThousandCalls,

    /// <summary>Tokens that a provider stores, by the hour; charged beside what the model costs otherwise.</summary>
    MillionTokenHours,
}
