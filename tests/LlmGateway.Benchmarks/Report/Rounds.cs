namespace LlmGateway.Benchmarks.Report;

/// <summary>Control and gateway alternate, so that what else the machine does falls on both.</summary>
internal static class Rounds
{
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>Both sides once in each round, the first one first in even rounds and last in odd ones.</summary>
    public static async Task<IReadOnlyList<(T Control, T Gateway)>> AlternateAsync<T>(int rounds, Func<Task<T>> control, Func<Task<T>> gateway)
    {
        var pairs = new List<(T, T)>();
        for (var round = 0; round < rounds; round++)
        {
            if (round % 2 == 0)
            {
                var first = await control();
                pairs.Add((first, await gateway()));
            }
            else
            {
                var first = await gateway();
                pairs.Add((await control(), first));
            }
        }

        return pairs;
    }

    /// <summary>The median over the rounds of a quantity's ratio, gateway to control.</summary>
    public static double Ratio<T>(IReadOnlyList<(T Control, T Gateway)> pairs, Func<T, double> quantity) =>
        Median(pairs.Select(pair => quantity(pair.Gateway) / quantity(pair.Control)));

    public static (double Control, double Gateway) Medians<T>(IReadOnlyList<(T Control, T Gateway)> pairs, Func<T, double> quantity) =>
        (Median(pairs.Select(pair => quantity(pair.Control))), Median(pairs.Select(pair => quantity(pair.Gateway))));
}
