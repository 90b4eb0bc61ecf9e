using System.Collections.Immutable;
using LlmGateway.Authentication;
using LlmGateway.Metering;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Pipeline;

/// <summary>What a key, and the tier of the user behind it, may be used for: names, with a star at the end for "all that begin so"; an empty list allows all.</summary>
internal static class Allowance
{
    /// <summary>What begins so is the price of a tool and no model.</summary>
    private const string ToolPrice = "tool:";

    /// <summary>Characters; the longest real name (a tuned model's) has under 150.</summary>
    private const int LongestModel = 200;

    public static Refusal? Refuse(Caller caller, Operation operation)
    {
        if (!Allows(caller.Key.AllowedOperations, operation.Name)) return OperationOf($"key {caller.Key.Id}", operation);
        return caller.User is { } user && !Allows(user.AllowedOperations, operation.Name) ? OperationOf($"tier {user.Tier}", operation) : null;
    }

    /// <summary>The model that is asked for, and those that its tools bring along.</summary>
    public static Refusal? Refuse(Caller caller, Estimate estimate)
    {
        if (Refuse(caller, estimate.Model) is { } refusal) return refusal;
        foreach (var other in estimate.Bound.Also)
        {
            if (other.Model is { } model && !model.StartsWith(ToolPrice, StringComparison.Ordinal) && Refuse(caller, model) is { } alsoNot) return alsoNot;
        }

        return null;
    }

    private static Refusal? Refuse(Caller caller, string model)
    {
        if (model.Length > LongestModel || model.Any(char.IsControl)) return Refusal.Invalid($"'model' must be a name of at most {LongestModel} characters, without control characters.", "model");
        var name = ModelName.Normalise(model);
        if (!Allows(caller.Key.AllowedModels, name)) return ModelOf($"key {caller.Key.Id}", model);
        return caller.User is { } user && !Allows(user.AllowedModels, name) ? ModelOf($"tier {user.Tier}", model) : null;
    }

    private static Refusal OperationOf(string whose, Operation operation) => new(RefusalCode.OperationNotAllowed, 403, $"The {whose} may not be used for {operation.Name}.");

    private static Refusal ModelOf(string whose, string model) => new(RefusalCode.ModelNotAllowed, 403, $"The {whose} may not be used for the model '{model}'.", "model");

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
