namespace LlmGateway.Metering.Prices;

public enum PriceUnit
{
    MillionTokens,
    Image,
    Second,
    Minute,
    MillionCharacters,
    Item,
    ThousandCalls,
}
