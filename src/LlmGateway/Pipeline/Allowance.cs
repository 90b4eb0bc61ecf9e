using System.Collections.Immutable;
using LlmGateway.Authentication;
using LlmGateway.Metering;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Pipeline;

/// <summary>What a key may be used for: names, with a star at the end for "all that begin so"; an empty list allows all.</summary>
internal static class Allowance
{
    public static Refusal? Refuse(VirtualKey key, Operation operation) => Allows(key.AllowedOperations, operation.Name)
        ? null
        : new(RefusalCode.OperationNotAllowed, 403, $"The key {key.Id} may not be used for {operation.Name}.");

    public static Refusal? Refuse(VirtualKey key, string model) => Allows(key.AllowedModels, ModelName.Normalise(model))
        ? null
        : new(RefusalCode.ModelNotAllowed, 403, $"The key {key.Id} may not be used for the model '{model}'.", "model");

    private static bool Allows(ImmutableArray<string> allowed, string name)
    {
        if (allowed.IsEmpty) return true;
        foreach (var pattern in allowed)
        {
            if (pattern.EndsWith('*') ? name.StartsWith(pattern[..^1], StringComparison.Ordinal) : name == pattern) return true;
        }

        return false;
    }
}
