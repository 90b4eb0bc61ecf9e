using System.Globalization;

namespace LlmGateway.Benchmarks.Report;

/// <summary>Figures as a table that can be pasted into a document.</summary>
internal static class FigureTable
{
    public static void Print(IReadOnlyList<Figure> figures)
    {
        string[][] rows = [["what", "figure", "must", "aim", "", "made of"], .. figures.Select(Row)];
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        Console.WriteLine();
        for (var i = 0; i < rows.Length; i++)
        {
            Console.WriteLine("| " + string.Join(" | ", rows[i].Select((cell, column) => cell.PadRight(widths[column]))) + " |");
            if (i == 0) Console.WriteLine("|" + string.Join("|", widths.Select(width => new string('-', width + 2))) + "|");
        }

        Console.WriteLine();
    }

    private static string[] Row(Figure figure) =>
    [
        figure.What, Number(figure.Value), figure.Must is { } must ? Number(must) : "", figure.Aim is { } aim ? Number(aim) : "",
        figure.Verdict switch { Verdict.Aim => "aim", Verdict.Must => "must", Verdict.Missed => "MISSED", _ => "" }, figure.Detail,
    ];

    private static string Number(double value) => value.ToString(Math.Abs(value) >= 100 ? "N0" : "0.##", CultureInfo.InvariantCulture);
}
