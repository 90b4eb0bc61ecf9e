using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace LlmGateway.Cli.Rendering;

/// <summary>Where answers are shown: as tables for people, or as the server's JSON for scripts.</summary>
internal sealed class Screen(Terminal terminal, bool json)
{
    // The server's text as it is: no needless \u0027; control characters stay escaped.
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public bool IsJson => json;

    /// <summary>Bars and borders beyond ASCII only where a person looks at a screen that can show them.</summary>
    private bool IsUnicode => terminal.OutIsScreen && terminal.Out.Encoding.CodePage == System.Text.Encoding.UTF8.CodePage;

    public void Show(JsonNode? answer, Func<Look, IRenderable> table)
    {
        if (json) WriteJson(answer);
        else NewConsole().Write(table(new Look(IsUnicode, terminal.Width)));
    }

    /// <summary>As <see cref="Show"/>, for text that is to be copied and must not be wrapped.</summary>
    public void ShowText(JsonNode? answer, Action<TextWriter> write)
    {
        if (json) WriteJson(answer);
        else write(terminal.Out);
    }

    /// <summary>Something was done and there is nothing to show but that.</summary>
    public void Done(JsonNode? answer, string sentence)
    {
        if (!json) terminal.Out.WriteLine(Cell.Clean(sentence));
        else if (answer is not null) WriteJson(answer);
    }

    /// <summary>A word beside the answer, for people only.</summary>
    public void Note(string sentence)
    {
        if (!json) terminal.Error.WriteLine(Cell.Clean(sentence));
    }

    public void WriteJson(JsonNode? answer) => terminal.Out.WriteLine(answer?.ToJsonString(s_indented) ?? "null");

    public void WriteRaw(string text)
    {
        terminal.Out.Write(text);
        if (!text.EndsWith('\n')) terminal.Out.WriteLine();
    }

    private IAnsiConsole NewConsole()
    {
        var colour = terminal.OutIsScreen && string.IsNullOrEmpty(terminal.Environment("NO_COLOR"));
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = colour ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = colour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            // Build servers are recognised by their environment and given colours even into a file.
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = colour },
            Out = new AnsiConsoleOutput(terminal.Out),
        });
        // A number that is squeezed out of sight is worse than a line that the terminal wraps: tables take what they need.
        console.Profile.Width = Terminal.WidthWhenRedirected;
        console.Profile.Capabilities.Unicode = IsUnicode;
        return console;
    }
}
