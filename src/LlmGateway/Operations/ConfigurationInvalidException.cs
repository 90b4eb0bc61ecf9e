namespace LlmGateway.Operations;

/// <summary>A file of config/ is not valid. The message names the file and everything that is wrong in it, each with its path.</summary>
internal sealed class ConfigurationInvalidException(string file, IReadOnlyList<string> problems)
    : Exception($"config/{file}: {string.Join("; ", problems)}")
{
    public IReadOnlyList<string> Problems => problems;
}
