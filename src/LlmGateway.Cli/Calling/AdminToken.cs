namespace LlmGateway.Cli.Calling;

/// <summary>The admin token and where it was found. Its text never shows the secret.</summary>
internal sealed class AdminToken
{
    private const string FileName = "admin-token";

    private AdminToken(string secret, string source) => (Secret, Source) = (secret, source);

    public string Secret { get; }

    /// <summary>Where the token came from, for an error that says what to check.</summary>
    public string Source { get; }

    /// <summary>The option wins over the environment, the environment over the file that the gateway writes into its data directory.</summary>
    public static AdminToken? Find(string? option, string? environment, string dataDirectory)
    {
        if (!string.IsNullOrWhiteSpace(option)) return Checked(option, "--token");
        if (!string.IsNullOrWhiteSpace(environment)) return Checked(environment, "LLMGW_TOKEN");
        var file = Path.Combine(dataDirectory, FileName);
        return Read(file) is { Length: > 0 } secret ? Checked(secret, file) : null;
    }

    public static CommandFailedException Missing(string dataDirectory) => CommandFailedException.Usage(
        "No admin token.",
        $"Looked at --token, LLMGW_TOKEN and {Path.Combine(dataDirectory, FileName)}.",
        "A gateway without the setting Admin:Token writes one into its data directory: name it with --data-dir.");

    public override string ToString() => $"admin token from {Source}";

    private static AdminToken Checked(string secret, string source)
    {
        secret = secret.Trim();
        if (secret.All(c => c is > ' ' and <= '~')) return new AdminToken(secret, source);
        throw CommandFailedException.Usage($"The admin token from {source} has characters that no header can carry.", "Is it cut, or is it another file?");
    }

    private static string? Read(string file)
    {
        try
        {
            return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CommandFailedException.Usage($"The token file {file} cannot be read.", "Run as the user that runs the gateway, or give --token or LLMGW_TOKEN.");
        }
    }
}
