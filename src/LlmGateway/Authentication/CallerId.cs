using System.Text.RegularExpressions;

namespace LlmGateway.Authentication;

/// <summary>Ids that callers choose for organizations, teams and users. Not <c>.</c> and <c>..</c>: in a path they would mean another place.</summary>
internal static partial class CallerId
{
    public static bool IsValid(string id) => Pattern().IsMatch(id);

    [GeneratedRegex(@"\A(?!\.{1,2}\z)[A-Za-z0-9._@:-]{1,128}\z")]
    private static partial Regex Pattern();
}
