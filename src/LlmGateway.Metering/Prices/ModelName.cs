namespace LlmGateway.Metering.Prices;

/// <summary>Model names as clients and answers write them, brought to one form.</summary>
public static class ModelName
{
    /// <summary>Lower case; without <c>models/</c>, <c>tunedModels/</c>, <c>openai/</c> in front; <c>ft:base:org::id</c> becomes the base.</summary>
    public static string Normalise(string model)
    {
        var name = model.Trim().ToLowerInvariant();
        foreach (var prefix in (ReadOnlySpan<string>)["models/", "tunedmodels/", "openai/"])
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal)) name = name[prefix.Length..];
        }

        return name.StartsWith("ft:", StringComparison.Ordinal) ? name[3..].Split(':')[0] : name;
    }
}
