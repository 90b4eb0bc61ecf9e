namespace LlmGateway.Cli.Commands;

internal static class ActiveField
{
    public static Field Create(string noun) => Field.Flag("--active", "is_active", $"false blocks the {noun}: its calls are refused with 403.");
}
