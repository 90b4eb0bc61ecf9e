using System.Text;

namespace LlmGateway.Metering.Json;

/// <summary>What a <see cref="JsonScanner"/> looks for. Made once and shared by all scanners of a kind; nothing changes it then.</summary>
internal sealed class JsonShape
{
    private readonly string[] _paths;
    private readonly string[] _names;
    private readonly string[] _arrays;

    /// <param name="paths">From the root object, for example <c>usage</c>, <c>response.usage</c>, <c>output[].id</c>.</param>
    /// <param name="names">Names that are counted at any depth.</param>
    /// <param name="arrays">Names whose arrays' elements are counted at any depth.</param>
    public JsonShape(string[] paths, string[]? names = null, string[]? arrays = null)
    {
        (_paths, _names, _arrays) = (paths, names ?? [], arrays ?? []);
        for (var i = 0; i < paths.Length; i++) Root.Add(paths[i], i);
        (Names, Arrays) = (Array.ConvertAll(_names, Encoding.UTF8.GetBytes), Array.ConvertAll(_arrays, Encoding.UTF8.GetBytes));
    }

    public JsonPath Root { get; } = new();

    public int Paths => _paths.Length;

    public byte[][] Names { get; }

    public byte[][] Arrays { get; }

    /// <summary>True if the path leads through an array: all strings there are wanted, and not the last value.</summary>
    public bool IsOfMany(int path) => _paths[path].Contains("[]", StringComparison.Ordinal);

    /// <exception cref="ArgumentException">Nobody looks for it; likewise the next two.</exception>
    public int IndexOfPath(string path) => IndexOf(_paths, path);

    public int IndexOfName(string name) => IndexOf(_names, name);

    public int IndexOfArray(string name) => IndexOf(_arrays, name);

    private static int IndexOf(string[] known, string wanted) =>
        Array.IndexOf(known, wanted) is >= 0 and var index ? index : throw new ArgumentException($"The scanner does not look for '{wanted}'.", nameof(wanted));
}
