using System.Text;

namespace LlmGateway.Metering.Json;

/// <summary>A place in the tree of paths that a <see cref="JsonScanner"/> looks for.</summary>
internal sealed class JsonPath
{
    private readonly List<(byte[] Name, JsonPath Path)> _members = [];

    /// <summary>Where the elements of an array at this place are; null if nobody looks for them.</summary>
    public JsonPath? Elements { get; private set; }

    /// <summary>Number of the path that ends here; null if none does.</summary>
    public int? Number { get; private set; }

    public JsonPath? Member(ReadOnlySpan<byte> name)
    {
        foreach (var (known, path) in _members)
        {
            if (name.SequenceEqual(known)) return path;
        }

        return null;
    }

    /// <summary>Adds a path such as <c>usage</c>, <c>response.usage</c>, <c>output[].id</c>; only while the tree is made.</summary>
    public void Add(string path, int number)
    {
        var place = this;
        foreach (var step in path.Split('.'))
        {
            place = place.MemberOrNew(step.Replace("[]", "", StringComparison.Ordinal));
            if (step.EndsWith("[]", StringComparison.Ordinal)) place = place.Elements ??= new JsonPath();
        }

        place.Number = number;
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
