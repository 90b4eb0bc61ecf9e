using System.CommandLine;

namespace LlmGateway.Cli.Commands;

/// <summary>Parses and runs; wrong usage is answered on standard error with the nearest name and exit code 2.</summary>
internal static class Invocation
{
    // No @file arguments: an id may begin with @, and a file's text must not appear in an error.
    private static readonly ParserConfiguration s_parser = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    public static Task<int> RunAsync(RootCommand root, IReadOnlyList<string> args, Terminal terminal)
    {
        var parsed = root.Parse(args, s_parser);
        if (parsed.Errors.Count > 0 && parsed.Action?.ClearsParseErrors != true)
        {
            WriteErrors(parsed, terminal.Error);
            return Task.FromResult(ExitCode.WrongUsage);
        }
        return parsed.InvokeAsync(new InvocationConfiguration { Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false });
    }

    private static void WriteErrors(ParseResult parsed, TextWriter error)
    {
        var command = parsed.CommandResult.Command;
        if (parsed.UnmatchedTokens.Count > 0)
        {
            // Only the first: what follows an unknown option may be its value, and that may be a token.
            error.WriteLine("error: " + Unknown(parsed.UnmatchedTokens[0], command));
        }
        else
        {
            foreach (var message in parsed.Errors.Select(e => e.Message).Distinct(StringComparer.Ordinal)) error.WriteLine("error: " + message);
        }
        if (command.Subcommands.Count > 0) error.WriteLine("  Commands: " + string.Join(", ", command.Subcommands.Select(c => c.Name)));
        error.WriteLine($"  Help: {FullName(command)} --help");
    }

    private static string Unknown(string token, Command command)
    {
        var isOption = token.StartsWith('-');
        var name = isOption ? token.Split('=', ':')[0] : token;
        var names = isOption ? OptionNames(command) : command.Subcommands.SelectMany(c => c.Aliases.Prepend(c.Name));
        var what = isOption ? "Unknown option" : command.Subcommands.Count > 0 ? "Unknown command" : "Unexpected argument";
        return Suggestion.Nearest(name, names) is { } nearest ? $"{what} '{name}'. Did you mean '{nearest}'?" : $"{what} '{name}'.";
    }

    private static IEnumerable<string> OptionNames(Command command) =>
        Upwards(command).SelectMany(c => c.Options.Where(option => c == command || option.Recursive)).Select(option => option.Name);

    private static string FullName(Command command) =>
        string.Join(' ', Upwards(command).Reverse().Select(c => c is RootCommand ? "llmgw" : c.Name));

    private static IEnumerable<Command> Upwards(Command? command)
    {
        for (; command is not null; command = command.Parents.OfType<Command>().FirstOrDefault()) yield return command;
    }
}
