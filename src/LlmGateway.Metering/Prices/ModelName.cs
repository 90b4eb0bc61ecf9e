namespace LlmGateway.Metering.Prices;

/// <summary>Model names as clients and answers write them, brought to one form.</summary>
public static class ModelName
{
    private const string Tuned = "ft:";

    /// <summary>Lower case; without <c>models/</c>, <c>tunedModels/</c> in front; <c>ft:base:org::id</c> becomes the base. A plain name is returned as it is.</summary>
    /// <param name="provider">Its name with a slash in front of the model's is left out too.</param>
    public static string Normalise(string model, string provider = "")
    {
        var name = model.Trim().ToLowerInvariant();
        if (provider.Length > 0 && name.Length > provider.Length && name[provider.Length] == '/' && name.StartsWith(provider, StringComparison.Ordinal)) name = name[(provider.Length + 1)..];
        foreach (var prefix in (ReadOnlySpan<string>)["models/", "tunedmodels/"])
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal)) name = name[prefix.Length..];
        }

        return IsTuned(name) ? name[Tuned.Length..].Split(':')[0] : name;
    }

    /// <summary>True for what was tuned from a model: <c>ft:base:org::id</c>.</summary>
    public static bool IsTuned(string model) => model.StartsWith(Tuned, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The family of a dated or numbered snapshot, one step at a time: <c>gpt-4o-mini-2024-07-18</c>, <c>gpt-3.5-turbo-0125</c>, <c>gemini-2.5-flash-001</c>,
    /// <c>...-preview-09-2025</c>, <c>...-latest</c>. Never cuts a word that makes another model (<c>-mini</c>, <c>-pro</c>); empty where nothing is to cut.
    /// </summary>
    public static ReadOnlySpan<char> WithoutSuffix(ReadOnlySpan<char> name)
    {
        var dash = name.LastIndexOf('-');
        if (dash <= 0) return [];
        var last = name[(dash + 1)..];
        return IsNumber(last) || last is "latest" or "preview" or "exp" ? name[..dash] : [];
    }

    /// <summary>One digit alone is a version (<c>dall-e-3</c>), not a date.</summary>
    private static bool IsNumber(ReadOnlySpan<char> text)
    {
        foreach (var letter in text)
        {
            if (!char.IsAsciiDigit(letter)) return false;
        }

        return text.Length >= 2;
    }
}
