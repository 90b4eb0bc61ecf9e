using LlmGateway.Metering.Prices;
using LlmGateway.Metering.Tokens;

namespace LlmGateway.Operations;

/// <summary>One row of the section <c>models</c>.</summary>
internal static class ModelRowReader
{
    private const long MostTokens = 1_000_000_000;

    public static ModelRow Read(ConfigurationObject row)
    {
        row.Ignore("source");
        row.Ignore("date");
        row.Ignore("note");
        var model = new ModelRow
        {
            Provider = row.RequiredText("provider"),
            Prefix = row.RequiredText("prefix", mayBeEmpty: true),
            Tokenizer = row.Text("tokenizer", "o200k_base", "cl100k_base") ?? "o200k_base",
            ContextWindow = row.RequiredWhole("context_window", 0, MostTokens),
            MaxOutput = row.RequiredWhole("max_output", 0, MostTokens),
            OutputField = row.Text("output_field", "max_completion_tokens", "max_tokens") ?? "max_completion_tokens",
            ExpectedFactor = row.Number("expected_factor", 0.1m, 10) ?? 1,
            BoundFactor = row.Number("bound_factor", 1, 10) ?? 1.10m,
            ImageRule = row.Text("image_rule") ?? "tile:85:170",
            Certain = !row.Flag("uncertain"),
        };
        if (ModelName.Normalise(model.Prefix) != model.Prefix) row.Problem("prefix", $"must be written as '{ModelName.Normalise(model.Prefix)}'");
        if (!IsRule(model)) row.Problem("image_rule", $"'{model.ImageRule}' is not a rule that this gateway knows");
        return model;
    }

    private static bool IsRule(ModelRow model)
    {
        try
        {
            return ImageTokens.Of(model, 1024, 1024, low: false) >= 0;
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException or IndexOutOfRangeException or OverflowException)
        {
            return false;
        }
    }
}
