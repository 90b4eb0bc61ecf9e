using LlmGateway.Metering.Providers;

namespace LlmGateway.Operations;

/// <summary>Which refused operations are opened all the same (section <c>Operations</c>): those that would let usage escape the meter.</summary>
internal sealed class EscapeOptions
{
    public const string Section = "Operations";

    /// <value>By the operation's name <c>allow</c> or <c>deny</c>; default deny. What an opened operation hands out (an ephemeral key, an upload address) is not metered.</value>
    public Dictionary<string, string> Escapes { get; set; } = [];

    public bool Allows(RefusedOperation operation) => operation.Escapes && Escapes.GetValueOrDefault(operation.Name) == "allow";
}
