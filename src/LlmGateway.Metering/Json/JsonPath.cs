using System.Text;

namespace LlmGateway.Metering.Json;

/// <summary>A place in the tree of paths that a <see cref="JsonScanner"/> looks for.</summary>
internal sealed class JsonPath
{
    private readonly List<(byte[] Name, JsonPath Path)> _members = [];

    /// <summary>Where the elements of an array at this place are; null if nobody looks for them.</summary>
    public JsonPath? Elements { get; private set; }

    /// <summary>What takes the value at this place; null if nobody wants it.</summary>
    public JsonCapture? Capture { get; private set; }

    public JsonPath? Member(ReadOnlySpan<byte> name)
    {
        foreach (var (known, path) in _members)
        {
            if (name.SequenceEqual(known)) return path;
        }

        return null;
    }

    /// <summary>The tree of paths such as <c>usage</c>, <c>response.usage</c>, <c>output[].id</c>, and the captures at their ends.</summary>
    public static (JsonPath Root, JsonCapture[] Captures) Tree(string[] paths)
    {
        var root = new JsonPath();
        return (root, Array.ConvertAll(paths, root.Add));
    }

    private JsonCapture Add(string path)
    {
        var place = this;
        foreach (var step in path.Split('.'))
        {
            place = place.MemberOrNew(step.Replace("[]", "", StringComparison.Ordinal));
            if (step.EndsWith("[]", StringComparison.Ordinal)) place = place.Elements ??= new JsonPath();
        }

        return place.Capture = new JsonCapture(path);
    }

    private JsonPath MemberOrNew(string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        if (Member(bytes) is { } known) return known;
        var created = new JsonPath();
        _members.Add((bytes, created));
        return created;
    }
}
