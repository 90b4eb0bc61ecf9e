using Xunit.Sdk;

namespace LlmGateway.IntegrationTests.Recordings;

/// <summary>How many lines were judged in which way; every line that fails is named, and none falls out.</summary>
internal sealed class Tally(ITestOutputHelper output)
{
    private readonly SortedDictionary<string, int> _groups = new(StringComparer.Ordinal);
    private readonly List<string> _failures = [];

    public void Count(string line, Func<string> judge) => Check(line, () =>
    {
        var group = judge();
        _groups[group] = _groups.GetValueOrDefault(group) + 1;
    });

    /// <summary>A demand on all lines together.</summary>
    public void Check(string name, Action demand)
    {
        try
        {
            demand();
        }
        catch (XunitException failure)
        {
            _failures.Add($"{name}: {failure.Message}");
        }
    }

    public void Report(int lines)
    {
        output.WriteLine(lines == 0 ? "The recordings are not beside the repository; nothing was played." : $"{lines} lines");
        foreach (var (group, count) in _groups) output.WriteLine($"{count,5}  {group}");
        Assert.True(_failures.Count == 0, $"{_failures.Count} failures in {lines} lines:\n{string.Join('\n', _failures)}");
        Assert.Equal(lines, _groups.Values.Sum());
    }
}
