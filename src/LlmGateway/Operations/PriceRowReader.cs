using LlmGateway.Metering.Prices;

namespace LlmGateway.Operations;

/// <summary>One row of the section <c>prices</c>.</summary>
internal static class PriceRowReader
{
    private const decimal Dearest = 100_000;

    public static PriceRow Read(ConfigurationObject row)
    {
        var price = new PriceRow
        {
            Id = "",
            Provider = row.RequiredText("provider"),
            Model = row.RequiredText("model"),
            Unit = Unit(row),
            Price = Usd(row, "price"),
            Resolution = row.Text("resolution"),
            Quality = row.Text("quality"),
            ForModel = row.Text("for_model"),
            StepSeconds = (int?)row.Whole("step_seconds", 1, 3600),
            LongContext = row.Object("long_context") is { } context ? Long(context) : null,
            ValidFrom = row.Date("valid_from"),
            ValidUntil = row.Date("valid_until"),
            Shutdown = row.Date("shutdown"),
            Source = row.RequiredText("source"),
            SourceDate = row.RequiredText("date"),
            Note = row.Text("note"),
            Uncertain = row.Flag("uncertain"),
            Input = Usd(row, "input"),
            CachedInput = Usd(row, "cached_input"),
            CacheWrite = Usd(row, "cache_write"),
            CacheWriteLong = Usd(row, "cache_write_long"),
            Output = Usd(row, "output"),
            AudioInput = Usd(row, "audio_input"),
            CachedAudioInput = Usd(row, "cached_audio_input"),
            AudioOutput = Usd(row, "audio_output"),
            ImageInput = Usd(row, "image_input"),
            CachedImageInput = Usd(row, "cached_image_input"),
            ImageOutput = Usd(row, "image_output"),
            VideoInput = Usd(row, "video_input"),
            CachedVideoInput = Usd(row, "cached_video_input"),
            VideoOutput = Usd(row, "video_output"),
        };
        PriceRowCheck.Run(row, price);
        return price with { Id = IdOf(price) };
    }

    private static LongContext Long(ConfigurationObject context)
    {
        var prices = new LongContext
        {
            AboveInputTokens = context.RequiredWhole("above_input_tokens", 1, 1_000_000_000),
            Input = Usd(context, "input"),
            CachedInput = Usd(context, "cached_input"),
            CacheWrite = Usd(context, "cache_write"),
            CacheWriteLong = Usd(context, "cache_write_long"),
            Output = Usd(context, "output"),
            AudioInput = Usd(context, "audio_input"),
            CachedAudioInput = Usd(context, "cached_audio_input"),
            AudioOutput = Usd(context, "audio_output"),
            ImageInput = Usd(context, "image_input"),
            CachedImageInput = Usd(context, "cached_image_input"),
            ImageOutput = Usd(context, "image_output"),
            VideoInput = Usd(context, "video_input"),
            CachedVideoInput = Usd(context, "cached_video_input"),
            VideoOutput = Usd(context, "video_output"),
        };
        context.End();
        return prices;
    }

    private static PriceUnit Unit(ConfigurationObject row)
    {
        if (!row.Has("unit")) row.Problem("unit", "is required");
        return PriceUnits.TryParse(row.Text("unit", [.. PriceUnits.Names]), out var unit) ? unit : PriceUnit.MillionTokens;
    }

    private static decimal? Usd(ConfigurationObject row, string field) => row.Number(field, 0, Dearest);

    private static string IdOf(PriceRow row)
    {
        string?[] parts = [row.Provider, row.Model, row.Unit == PriceUnit.MillionTokenHours ? "storage" : null, row.Resolution, row.Quality, row.ForModel];
        var id = string.Join('/', parts.Where(part => part is not null));
        return row.ValidFrom is { } from ? FormattableString.Invariant($"{id}@{from:yyyy-MM-dd}") : id;
    }
}
