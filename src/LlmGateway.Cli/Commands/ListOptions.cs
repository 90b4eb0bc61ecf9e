using System.CommandLine;
using System.Globalization;
using LlmGateway.Cli.Calling;
using LlmGateway.Cli.Rendering;

namespace LlmGateway.Cli.Commands;

/// <summary>How much of a list is shown.</summary>
internal sealed class ListOptions
{
    private readonly Option<string?> _limit = new("--limit") { Description = "Rows of one page, 1 to 1000 (default: the gateway's 50).", HelpName = "rows" };
    private readonly Option<string?> _cursor = new("--cursor") { Description = "Go on where an earlier page ended.", HelpName = "cursor" };
    private readonly Option<bool> _all = new("--all") { Description = "Follow the cursors to the end." };

    public ListOptions() => _limit.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<string?>() is { } text && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) && rows is >= 1 and <= 1000)) result.AddError("--limit takes 1 to 1000.");
    });

    public void AddTo(Command command)
    {
        command.Add(_limit);
        command.Add(_cursor);
        command.Add(_all);
    }

    public async Task<int> ShowAsync(Session session, Func<AdminPath> path, IReadOnlyList<Column>? columns, CancellationToken cancel)
    {
        var page = await Pages.GetAsync(session.Client, path, session.Value(_limit), session.Value(_cursor), session.Value(_all), cancel);
        session.Screen.Show(page, look => RowTable.Of(page.Rows("data"), columns, look));
        if (page.Text("next_cursor") is { } next) session.Screen.Note($"There are more rows: --all, or --cursor {next}");
        return ExitCode.Success;
    }
}
