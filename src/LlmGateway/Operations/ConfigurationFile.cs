using System.Text.Json;

namespace LlmGateway.Operations;

/// <summary>Reads one file of config/ strictly and collects everything that is wrong, instead of stopping at the first.</summary>
internal sealed class ConfigurationFile
{
    private static readonly JsonDocumentOptions s_options = new()
    {
        AllowDuplicateProperties = false,
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    private readonly List<string> _problems = [];

    private ConfigurationFile() { }

    /// <exception cref="ConfigurationInvalidException">Anything is wrong.</exception>
    public static T Read<T>(string name, ReadOnlySpan<byte> bytes, Func<ConfigurationObject, T> read)
    {
        var file = new ConfigurationFile();
        using var document = Parse(name, bytes);
        if (document.RootElement.ValueKind != JsonValueKind.Object) throw new ConfigurationInvalidException(name, ["the root must be an object"]);
        var root = new ConfigurationObject(file, document.RootElement, "");
        root.Ignore("$schema");
        var result = read(root);
        root.End();
        return file._problems.Count == 0 ? result : throw new ConfigurationInvalidException(name, file._problems);
    }

    public void Add(string path, string problem) => _problems.Add(path.Length == 0 ? problem : $"{path} {problem}");

    private static JsonDocument Parse(string name, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonDocument.Parse(bytes.ToArray(), s_options);
        }
        catch (JsonException exception)
        {
            // The file is its owner's own: the parser's words, which may quote it, help them most.
            throw new ConfigurationInvalidException(name, [exception.Message]);
        }
    }
}
