using LlmGateway.Metering.Prices;

namespace LlmGateway.Tests.Config;

public sealed class ShippedPricesTests
{
    private static readonly DateOnly s_today = new(2026, 11, 23);

    [Fact]
    public void Every_price_and_every_multiplier_says_where_it_is_from_and_when_that_was_so()
    {
        Assert.All(ShippedFiles.Models.Prices, row => Assert.False(string.IsNullOrWhiteSpace(row.Source) || string.IsNullOrWhiteSpace(row.SourceDate), row.Id));
        Assert.All(ShippedFiles.Models.Multipliers, row => Assert.False(string.IsNullOrWhiteSpace(row.Source) || string.IsNullOrWhiteSpace(row.SourceDate), row.Tier));
    }

    [Fact]
    public void Ids_of_prices_are_unique_because_ledger_rows_name_them() =>
        Assert.Empty(ShippedFiles.Models.Prices.GroupBy(row => row.Id).Where(group => group.Count() > 1).Select(group => group.Key));

    [Fact]
    public void What_was_not_read_on_a_page_is_marked_uncertain() =>
        Assert.All(ShippedFiles.Models.Prices.Where(row => row.Source!.Contains("memory") || row.SourceDate == "unknown"), row => Assert.True(row.Uncertain, row.Id));

    [Theory]
    [InlineData("openai", "gpt-5-mini-2025-08-07", 0.25, 2)]
    [InlineData("openai", "gpt-4o-mini-2024-07-18", 0.15, 0.6)]
    [InlineData("openai", "openai/gpt-5.6-sol", 4, 20)]
    [InlineData("openai", "gpt-5-chat-latest", 1.25, 10)]
    [InlineData("openai", "gpt-4o-audio-preview", 2.5, 10)]
    [InlineData("openai", "ft:gpt-4o-mini-2024-07-18:acme::abc", 0.3, 1.2)]
    [InlineData("openai", "ft:o3-mini:acme::abc", 1.1, 4.4)]
    [InlineData("gemini", "models/gemini-2.5-flash", 0.3, 2.5)]
    [InlineData("gemini", "gemini-2.5-flash-preview-09-2025", 0.3, 2.5)]
    [InlineData("gemini", "gemini-2.0-flash-001", 0.1, 0.4)]
    public void Names_as_clients_and_answers_write_them_find_their_price(string provider, string model, double input, double output)
    {
        var row = Assert.Single(ShippedFiles.Models.RowsOf(provider, model), row => row.Unit == PriceUnit.MillionTokens);
        Assert.Equal(((decimal)input, (decimal)output), (row.Input!.Value, row.Output!.Value));
    }

    [Theory]
    [InlineData("gemini-4-argon", "2026-11-30", 2)]
    [InlineData("gemini-4-argon", "2026-12-01", 4)]
    [InlineData("gemini-3.8-flash", "2026-12-31", 0.75)]
    [InlineData("gemini-3.8-flash", "2027-01-01", 1.5)]
    public void A_price_that_changes_on_a_day_is_two_rows(string model, string day, double input)
    {
        var rows = ShippedFiles.Models.RowsOf("gemini", model).Where(row => row.Unit == PriceUnit.MillionTokens && InForce(row, DateOnly.Parse(day)));
        Assert.Equal((decimal)input, Assert.Single(rows).Input);
    }

    [Fact]
    public void Every_model_that_the_files_know_by_name_has_a_price_today()
    {
        foreach (var row in ShippedFiles.Models.Prices) Assert.True(row.ValidFrom > s_today || ShippedFiles.Models.HasPrice(row.Provider, row.Model, s_today), row.Id);
    }

    [Theory]
    [InlineData("openai", "gpt-7-imagined")]
    [InlineData("openai", "gpt-5-imagined")]
    [InlineData("gemini", "gemini-9-flash")]
    [InlineData("nobody", "gpt-5")]
    public void A_model_without_a_price_has_none(string provider, string model) => Assert.False(ShippedFiles.Models.HasPrice(provider, model, s_today));

    [Theory]
    [InlineData("openai", "gpt-5-mini", "o200k_base", 400_000, 128_000, "max_completion_tokens")]
    [InlineData("openai", "gpt-4.1-mini-2025-04-14", "o200k_base", 1_047_576, 32_768, "max_completion_tokens")]
    [InlineData("openai", "gpt-4o-2024-08-06", "o200k_base", 128_000, 16_384, "max_completion_tokens")]
    [InlineData("openai", "gpt-4-0613", "cl100k_base", 8_192, 8_192, "max_tokens")]
    [InlineData("openai", "gpt-4-turbo-2024-04-09", "cl100k_base", 128_000, 4_096, "max_tokens")]
    [InlineData("openai", "gpt-3.5-turbo-0125", "cl100k_base", 16_385, 4_096, "max_tokens")]
    [InlineData("openai", "o4-mini", "o200k_base", 200_000, 100_000, "max_completion_tokens")]
    [InlineData("openai", "text-embedding-3-small", "cl100k_base", 8_191, 0, "max_completion_tokens")]
    [InlineData("openai", "never-heard-of", "o200k_base", 400_000, 128_000, "max_completion_tokens")]
    [InlineData("gemini", "gemini-4-carbon", "o200k_base", 1_048_576, 1_048_576, "max_completion_tokens")]
    [InlineData("gemini", "gemini-2.0-flash", "o200k_base", 1_048_576, 8_192, "max_completion_tokens")]
    public void The_longest_prefix_tells_tokenizer_window_and_output(string provider, string model, string tokenizer, long window, long output, string field)
    {
        var row = ShippedFiles.Models.Find(provider, model);
        Assert.Equal((tokenizer, window, output, field), (row.Tokenizer, row.ContextWindow, row.MaxOutput, row.OutputField));
    }

    [Theory]
    [InlineData("openai", "gpt-5-mini")]
    [InlineData("openai", "gpt-4o-mini-2024-07-18")]
    [InlineData("gemini", "gemini-2.5-flash")]
    [InlineData("heygen", "avatar_iv/photo")]
    public void Looking_up_a_plain_name_allocates_nothing(string provider, string model)
    {
        var models = ShippedFiles.Models;
        Assert.True(models.HasPrice(provider, model, s_today) && models.Find(provider, model) is not null);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            models.HasPrice(provider, model, s_today);
            models.Find(provider, model);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static bool InForce(PriceRow row, DateOnly day) => !(row.ValidFrom > day) && !(row.ValidUntil < day);
}
