namespace LlmGateway.Cli.Commands;

/// <summary>The limits of one record, as options. New objects each time, because an option belongs to one command.</summary>
internal static class LimitFields
{
    public static FieldSet ForNewKey() => new(Numbers());

    public static FieldSet ForRecord() => new([.. Numbers(), Field.Flag("--active", "is_active", "false switches the record off: nothing in it limits.")]);

    private static IReadOnlyList<Field> Numbers() =>
    [
        Field.Limit("--monthly-tokens", "monthly_token_limit", "Tokens in a window."),
        Field.Money("--monthly-cost-usd", "monthly_cost_limit_usd", "Money in a window, for example 5.00."),
        Field.Limit("--monthly-calls", "monthly_call_limit", "Calls in a window."),
        Field.Limit("--videos", "video_generation_limit", "Generated videos in a window."),
        Field.Limit("--images", "image_generation_limit", "Generated images in a window."),
        Field.Limit("--scripts", "script_generation_limit", "Generated scripts in a window."),
        Field.Seconds("--video-seconds", "video_seconds_limit", "Seconds of generated video in a window."),
        Field.Limit("--requests-per-minute", "requests_per_minute", "Calls in a minute."),
        Field.Limit("--tokens-per-minute", "tokens_per_minute", "Tokens in a minute."),
        Field.Limit("--max-parallel", "max_parallel_requests", "Calls at the same time."),
        Field.Choice("--window", "window", "What a window is.", "calendar_month", "rolling_30_days"),
        Field.Choice("--enforcement", "enforcement", "strict refuses; shadow only records what it would have refused.", "strict", "shadow"),
    ];
}
