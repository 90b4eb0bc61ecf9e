using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using LlmGateway.Cli.Calling;
using LlmGateway.Cli.Rendering;

namespace LlmGateway.Cli.Commands;

internal static class PricesCommand
{
    private const long LargestFile = 4 * 1024 * 1024;

    private static readonly Column[] s_problems =
    [
        new("Problem", "problem"), new("Provider", "provider"), new("Model", "model"), new("Price row", "price_id") { GoesAt = 2 },
        new("Calls", "calls", ColumnStyle.Number) { GoesAt = 1 }, new("What to know", "message"),
    ];

    public static Command Build(Sessions sessions) => new GatewayCommand("prices",
        "Prices in force, and whether they are right. They are changed in config/prices.override.json (config/README.md says how).",
        "llmgw prices show gpt-5-mini", "llmgw prices check")
    {
        Show(sessions),
        Check(sessions),
    };

    private static GatewayCommand Show(Sessions sessions)
    {
        var command = new GatewayCommand("show", "Shows the prices of a model, or of all, and where each is from.",
            "llmgw prices show gpt-5-mini", "llmgw prices show --provider heygen", "llmgw prices show gemini-4-argon --at 2026-12-01");
        var model = new Argument<string?>("model") { Description = "A model as clients name it (default: all).", Arity = ArgumentArity.ZeroOrOne };
        var provider = new Option<string?>("--provider") { Description = "openai, gemini or heygen.", HelpName = "name" };
        var at = Day("--at", "As on this day (UTC; default: from today on).");
        command.Add(model);
        command.Add(provider);
        command.Add(at);
        sessions.Serve(command, async (session, cancel) =>
        {
            var path = AdminPath.Of("prices").With("provider", session.Value(provider)).With("model", session.Parsed.GetValue(model)).With("at", session.Value(at));
            var prices = await session.Client.GetAsync(path, cancel);
            session.Screen.Show(prices, look => PricesTable.Of(prices, look));
            return ExitCode.Success;
        });
        return command;
    }

    private static GatewayCommand Check(Sessions sessions)
    {
        var command = new GatewayCommand("check", "Looks for models in use without a price, for rows that are uncertain, and for what is switched off soon; or reads a file as the gateway would. Exit code 1 if something is wrong.",
            "llmgw prices check", "llmgw prices check --all", "llmgw prices check --file config/prices.override.json");
        var file = new Option<string?>("--file") { Description = "A models.json or prices.override.json to check, before it is put in place.", HelpName = "path" };
        var all = new Option<bool>("--all") { Description = "Uncertain rows of models that nobody used too." };
        command.Add(file);
        command.Add(all);
        sessions.Serve(command, (session, cancel) => session.Value(file) is { } path ? CheckFileAsync(session, path, cancel) : CheckRunningAsync(session, session.Value(all), cancel));
        return command;
    }

    /// <summary>An uncertain row is worth knowing; a model without a price is wrong.</summary>
    private static async Task<int> CheckRunningAsync(Session session, bool all, CancellationToken cancel)
    {
        var found = await session.Client.GetAsync(AdminPath.Of("prices", "check"), cancel);
        var rows = found.Rows("data").Where(row => all || row.Text("problem") != "uncertain" || row.Text("in_use") == "true").ToArray();
        session.Screen.Show(found, look => RowTable.Of(rows, s_problems, look));
        return rows.Any(row => row.Text("problem") == "no_price") ? ExitCode.Failure : ExitCode.Success;
    }

    private static async Task<int> CheckFileAsync(Session session, string path, CancellationToken cancel)
    {
        var kind = Path.GetFileName(path).Contains("override", StringComparison.OrdinalIgnoreCase) ? "override" : "models";
        var answer = await session.Client.PostAsync(AdminPath.Of("prices", "check"), new JsonObject { ["kind"] = kind, ["text"] = await ReadAsync(path, cancel) }, cancel);
        var problems = answer.Rows("problems");
        session.Screen.ShowText(answer, output =>
        {
            output.WriteLine(problems.Count == 0 ? $"{Cell.Clean(path)} is valid." : $"{Cell.Clean(path)} is not valid:");
            foreach (var problem in problems) output.WriteLine("  " + Cell.Clean(problem.AsText() ?? ""));
        });
        return problems.Count == 0 ? ExitCode.Success : ExitCode.Failure;
    }

    private static async Task<string> ReadAsync(string path, CancellationToken cancel)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > LargestFile }) throw CommandFailedException.Usage($"{path} is larger than the 4 MiB that such a file may have.");
            return await File.ReadAllTextAsync(path, cancel);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw CommandFailedException.Usage($"{path} cannot be read: {failure.Message}");
        }
    }

    private static Option<string?> Day(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "day" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)) result.AddError($"{name} takes a day such as 2026-12-01.");
        });
        return option;
    }
}
