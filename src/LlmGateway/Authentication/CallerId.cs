using System.Text.RegularExpressions;

namespace LlmGateway.Authentication;

/// <summary>Ids that callers choose for organizations, teams and users.</summary>
internal static partial class CallerId
{
    public static bool IsValid(string id) => Pattern().IsMatch(id);

    [GeneratedRegex(@"\A[A-Za-z0-9._@:-]{1,128}\z")]
    private static partial Regex Pattern();
}
