using LlmGateway.Metering.Prices;

namespace LlmGateway.Metering.Providers.Gemini.Requests;

/// <summary>
/// What contents and functions cost beside their words, in tokens. The provider writes them out in a form that it does not tell; these numbers are
/// fitted to the recordings: up to 2.0 little more than the words is counted, from 2.5 on the whole form.
/// </summary>
internal sealed record FunctionCosts
{
    private static readonly FunctionCosts s_none = new();

    private static readonly FunctionCosts s_upTo20 = new() { Parameter = 4, CountsAnswerSchema = true };

    private static readonly FunctionCosts s_from25 = new()
    {
        Content = 1,
        Function = 20,
        Parameter = 10,
        Nested = 25,
        Reference = 60,
        Call = 13,
        Result = 13,
        CountsSchemas = true,
        CountsResultNames = true,
    };

    private static readonly FunctionCosts s_from3 = s_from25 with { SignatureShare = 0.15m };

    /// <summary>For each content, the system instruction too: its role.</summary>
    public int Content { get; private init; }

    public int Function { get; private init; }

    public int Parameter { get; private init; }

    /// <summary>A property within a parameter.</summary>
    public int Nested { get; private init; }

    /// <summary>A <c>$ref</c>, which is written out where it stands.</summary>
    public int Reference { get; private init; }

    public int Call { get; private init; }

    public int Result { get; private init; }

    /// <summary>True if a function's JSON schema counts, and not only its OpenAPI form.</summary>
    public bool CountsSchemas { get; private init; }

    /// <summary>True if the schema of the answer is shown to the model; later ones are held to it without.</summary>
    public bool CountsAnswerSchema { get; private init; }

    /// <summary>True if a function's result counts with its names and numbers, and not only with its strings.</summary>
    public bool CountsResultNames { get; private init; }

    /// <summary>Tokens for each character of a call's thought signature: the thoughts behind it are read again.</summary>
    public decimal SignatureShare { get; private init; }

    public static FunctionCosts Of(string model)
    {
        var name = ModelName.Normalise(model);
        if (name.Contains("embedding", StringComparison.Ordinal)) return s_none;
        if (name.StartsWith("gemini-1", StringComparison.Ordinal) || name.StartsWith("gemini-2.0", StringComparison.Ordinal)) return s_upTo20;
        return name.StartsWith("gemini-2.5", StringComparison.Ordinal) ? s_from25 : s_from3;
    }
}
