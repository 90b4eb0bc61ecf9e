namespace LlmGateway.Cli.Rendering;

/// <summary>A column of a list: its heading and the field of each row that it shows.</summary>
internal sealed record Column(string Heading, string Field, ColumnStyle Style = ColumnStyle.Text)
{
    public bool IsRightAligned => Style is ColumnStyle.Number or ColumnStyle.Money;
}
