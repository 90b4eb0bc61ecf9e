namespace LlmGateway.Cli;

/// <summary>What surrounds a run: streams, environment and the screen's width. Tests give their own.</summary>
internal sealed record Terminal(TextReader In, TextWriter Out, TextWriter Error)
{
    /// <summary>Wide enough that no row of a table is cut when it goes to a file or to another program.</summary>
    public const int WidthWhenRedirected = 4000;

    public required Func<string, string?> Environment { get; init; }

    /// <summary>True if a person sees standard output; without that nothing is coloured or cut to a width.</summary>
    public bool OutIsScreen { get; init; }

    public int Width { get; init; } = WidthWhenRedirected;

    public static Terminal OfProcess() => new(Console.In, Console.Out, Console.Error)
    {
        Environment = System.Environment.GetEnvironmentVariable,
        OutIsScreen = !Console.IsOutputRedirected,
        Width = Console.IsOutputRedirected ? WidthWhenRedirected : Console.WindowWidth is var width and > 0 ? width : 80,
    };
}
