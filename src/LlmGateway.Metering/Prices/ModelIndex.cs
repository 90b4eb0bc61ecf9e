using System.Collections.Frozen;

namespace LlmGateway.Metering.Prices;

/// <summary>The models of one provider by prefix: one probe for each length that prefixes have, the longest first.</summary>
internal sealed class ModelIndex
{
    private readonly FrozenDictionary<string, ModelRow>.AlternateLookup<ReadOnlySpan<char>> _rows;
    private readonly int[] _lengths;

    public ModelIndex(IEnumerable<ModelRow> rows)
    {
        var byPrefix = rows.ToFrozenDictionary(row => row.Prefix, StringComparer.Ordinal);
        _rows = byPrefix.GetAlternateLookup<ReadOnlySpan<char>>();
        _lengths = [.. byPrefix.Keys.Select(prefix => prefix.Length).Distinct().OrderDescending()];
    }

    public ModelRow? Find(ReadOnlySpan<char> name)
    {
        foreach (var length in _lengths)
        {
            if (length <= name.Length && _rows.TryGetValue(name[..length], out var row)) return row;
        }

        return null;
    }
}
