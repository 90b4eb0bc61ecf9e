using Spectre.Console;

namespace LlmGateway.Cli.Rendering;

/// <summary>Lines and blocks on a screen; bare ASCII columns in a pipe, where grep and awk read them.</summary>
internal sealed record Look(bool IsUnicode, int Width)
{
    private const int BarCells = 20;

    public Table NewTable() => new Table().Border(IsUnicode ? TableBorder.Simple : TableBorder.None);

    /// <summary>Parts of a limit as a bar: used, then held, then what is left.</summary>
    public string Bar(decimal used, decimal held)
    {
        var (full, pending, free) = IsUnicode ? ('█', '▒', '░') : ('#', '+', '.');
        var usedCells = CellsOf(used);
        var bothCells = Math.Max(usedCells, CellsOf(used + held));
        return new string(full, usedCells) + new string(pending, bothCells - usedCells) + new string(free, BarCells - bothCells);
    }

    private static int CellsOf(decimal share) => (int)Math.Floor(Math.Clamp(share, 0, 1) * BarCells);
}
