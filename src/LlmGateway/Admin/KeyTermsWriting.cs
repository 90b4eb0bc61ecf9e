using System.Text.Json;
using LlmGateway.Database;
using LlmGateway.Metering;
using LlmGateway.Metering.Prices;

namespace LlmGateway.Admin;

/// <summary>Puts checked terms of a key into its row.</summary>
internal static class KeyTermsWriting
{
    private const int MostNames = 200;
    private const int LongestName = 200;

    public static void Apply(KeyEntity row, NewKey asked, DateTimeOffset now)
    {
        row.OperationType = Type(asked.OperationType);
        row.AllowedModels = Models(asked.AllowedModels);
        row.AllowedOperations = Names(asked.AllowedOperations, "allowed_operations");
        row.UnknownObjects = UnknownObjects(asked.UnknownObjects ?? "refuse");
        row.ExpiresAt = End(asked.ExpiresAt, now);
    }

    public static void Apply(KeyEntity row, Body<KeyPatch> patch, DateTimeOffset now)
    {
        var asked = patch.Value;
        if (patch.Has("name")) row.Name = Check.Name(asked.Name, "name");
        if (patch.Has("may_name_users")) row.MayNameUsers = Check.NotNull(asked.MayNameUsers, "may_name_users");
        if (patch.Has("operation_type")) row.OperationType = Type(asked.OperationType);
        if (patch.Has("allowed_models")) row.AllowedModels = Models(asked.AllowedModels);
        if (patch.Has("allowed_operations")) row.AllowedOperations = Names(asked.AllowedOperations, "allowed_operations");
        if (patch.Has("unknown_objects")) row.UnknownObjects = UnknownObjects(asked.UnknownObjects ?? "refuse");
        if (patch.Has("expires_at")) row.ExpiresAt = End(asked.ExpiresAt, now);
        if (patch.Has("is_active")) row.IsActive = Check.NotNull(asked.IsActive, "is_active");
    }

    private static string? Type(string? word) =>
        word is null ? null : Check.OneOf(word, "operation_type", OperationType.LlmCall.Name(), OperationType.ScriptGeneration.Name());

    private static string UnknownObjects(string word) => Check.OneOf(word, "unknown_objects", "refuse", "allow");

    private static DateTimeOffset? End(DateTimeOffset? end, DateTimeOffset now) => end is null || end > now
        ? end
        : throw Refuse.Invalid("expires_at must be in the future. To end a key now, delete it.", "expires_at");

    /// <summary>In the form in which a call's model is compared.</summary>
    private static string Models(string[]? names) => Names(names is null ? null : [.. names.Select(name => ModelName.Normalise(name))], "allowed_models");

    private static string Names(string[]? names, string param)
    {
        if (names is null) return "[]";
        if (names.Length > MostNames) throw Refuse.Invalid($"{param} must have at most {MostNames} names.", param);
        if (names.Distinct(StringComparer.Ordinal).Count() < names.Length) throw Refuse.Invalid($"{param} has a name twice.", param);
        foreach (var name in names)
        {
            var isName = name is { Length: > 0 and <= LongestName } && !name.Any(character => char.IsControl(character) || char.IsWhiteSpace(character)) && name.IndexOf('*', StringComparison.Ordinal) is var star && (star < 0 || star == name.Length - 1);
            if (!isName) throw Refuse.Invalid($"{param} must hold names of 1 to {LongestName} characters without blanks; a star may stand at the end only.", param);
        }

        return JsonSerializer.Serialize(names);
    }
}
