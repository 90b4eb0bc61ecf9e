using System.CommandLine;
using LlmGateway.Cli.Calling;

namespace LlmGateway.Cli.Commands;

/// <summary>Who a limit or a usage is for: <c>user alice</c>, <c>upstream openai/default</c>.</summary>
internal sealed class SubjectArguments
{
    private static readonly string[] s_kinds = ["key", "user", "team", "organization", "org", "upstream"];

    private readonly Argument<string> _kind = new("subject") { HelpName = "subject", Description = "key, user, team, organization (or org) or upstream." };
    private readonly Argument<string> _id = new("id") { Description = "Its id; an upstream key's is provider/name, for example openai/default." };

    public SubjectArguments()
    {
        _kind.CompletionSources.Add(s_kinds);
        _kind.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } kind && !s_kinds.Contains(kind))
                result.AddError($"'{kind}' is no subject.{(Suggestion.Nearest(kind, s_kinds) is { } nearest ? $" Did you mean '{nearest}'?" : "")} Subjects: {string.Join(", ", s_kinds)}.");
        });
    }

    public void AddTo(Command command)
    {
        command.Add(_kind);
        command.Add(_id);
    }

    public string Name(Session session) => $"{Kind(session)} {session.Value(_id)}";

    public AdminPath Path(Session session, string collection, params IEnumerable<string> more) =>
        session.Path([collection, Kind(session), session.Value(_id), .. more]);

    private string Kind(Session session) => session.Value(_kind) is "org" ? "organization" : session.Value(_kind);
}
