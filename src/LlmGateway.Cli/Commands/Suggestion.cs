namespace LlmGateway.Cli.Commands;

/// <summary>The name that was probably meant.</summary>
internal static class Suggestion
{
    public static string? Nearest(string typed, IEnumerable<string> names)
    {
        var best = names
            .Select(name => (Name: name, Distance: name.StartsWith(typed, StringComparison.OrdinalIgnoreCase) ? 1 : Distance(typed, name)))
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        return best.Name is not null && best.Distance <= Math.Max(2, typed.Length / 3) ? best.Name : null;
    }

    /// <summary>Levenshtein distance: insertions, deletions and replacements.</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }
}
