namespace LlmGateway.Cli.Rendering;

/// <summary>A column of a list: its heading and the field of each row that it shows.</summary>
internal sealed record Column(string Heading, string Field, ColumnStyle Style = ColumnStyle.Text)
{
    /// <summary>Where a screen is too narrow for all, the highest goes first; 0 always stays.</summary>
    public int GoesAt { get; init; }

    public bool IsRightAligned => Style is ColumnStyle.Number or ColumnStyle.Money;
}
