namespace LlmGateway.Cli.Rendering;

internal enum ColumnStyle
{
    Text,
    Number,
    Money,
    Time,
}
