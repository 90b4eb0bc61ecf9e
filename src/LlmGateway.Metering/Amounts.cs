namespace LlmGateway.Metering;

/// <summary>
/// One amount per <see cref="QuotaMeter"/>, as integers: tokens, calls, nano-USD, videos, images, scripts, milliseconds of video.
/// All arithmetic is checked: an overflow throws <see cref="OverflowException"/> and never wraps.
/// </summary>
public readonly record struct Amounts(
    long Tokens = 0, long Calls = 0, long Cost = 0, long Videos = 0, long Images = 0, long Scripts = 0, long VideoSeconds = 0)
{
    /// <summary>The largest single amount: 2^53-1, exact in a double, which is what Lua computes with ($9 M of nano-USD).</summary>
    public const long Largest = (1L << 53) - 1;

    public static Amounts Zero => default;

    public bool IsZero => this == default;

    public long this[QuotaMeter meter] => meter switch
    {
        QuotaMeter.Tokens => Tokens,
        QuotaMeter.Calls => Calls,
        QuotaMeter.Cost => Cost,
        QuotaMeter.Videos => Videos,
        QuotaMeter.Images => Images,
        QuotaMeter.Scripts => Scripts,
        QuotaMeter.VideoSeconds => VideoSeconds,
        _ => throw new ArgumentOutOfRangeException(nameof(meter)),
    };

    public Amounts With(QuotaMeter meter, long value) => meter switch
    {
        QuotaMeter.Tokens => this with { Tokens = value },
        QuotaMeter.Calls => this with { Calls = value },
        QuotaMeter.Cost => this with { Cost = value },
        QuotaMeter.Videos => this with { Videos = value },
        QuotaMeter.Images => this with { Images = value },
        QuotaMeter.Scripts => this with { Scripts = value },
        QuotaMeter.VideoSeconds => this with { VideoSeconds = value },
        _ => throw new ArgumentOutOfRangeException(nameof(meter)),
    };

    public static Amounts operator +(Amounts a, Amounts b) => checked(new(
        a.Tokens + b.Tokens, a.Calls + b.Calls, a.Cost + b.Cost, a.Videos + b.Videos,
        a.Images + b.Images, a.Scripts + b.Scripts, a.VideoSeconds + b.VideoSeconds));

    public static Amounts operator -(Amounts a, Amounts b) => checked(new(
        a.Tokens - b.Tokens, a.Calls - b.Calls, a.Cost - b.Cost, a.Videos - b.Videos,
        a.Images - b.Images, a.Scripts - b.Scripts, a.VideoSeconds - b.VideoSeconds));

    public static Amounts operator *(Amounts a, long factor) => checked(new(
        a.Tokens * factor, a.Calls * factor, a.Cost * factor, a.Videos * factor,
        a.Images * factor, a.Scripts * factor, a.VideoSeconds * factor));

    public static Amounts Add(Amounts left, Amounts right) => left + right;

    public static Amounts Subtract(Amounts left, Amounts right) => left - right;

    public static Amounts Multiply(Amounts left, long right) => left * right;

    /// <summary>What a call of this usage counts: the call itself, its tokens, its pieces.</summary>
    /// <param name="calls">1; 0 for the further jobs, and the further attempts, of one call.</param>
    public static Amounts Used(Usage usage, OperationType type, long calls, long costNano) => new(
        Tokens: usage.Tokens ?? 0,
        Calls: calls,
        Cost: costNano,
        Videos: usage.Videos ?? 0,
        Images: usage.Images ?? 0,
        Scripts: type == OperationType.ScriptGeneration ? calls : 0,
        VideoSeconds: usage.VideoMilliseconds ?? 0);

    /// <summary>Per meter the smaller of the two.</summary>
    public static Amounts Min(Amounts a, Amounts b) => new(
        Math.Min(a.Tokens, b.Tokens), Math.Min(a.Calls, b.Calls), Math.Min(a.Cost, b.Cost), Math.Min(a.Videos, b.Videos),
        Math.Min(a.Images, b.Images), Math.Min(a.Scripts, b.Scripts), Math.Min(a.VideoSeconds, b.VideoSeconds));
}
