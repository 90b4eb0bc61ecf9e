namespace LlmGateway.Metering.Json;

/// <summary>The scalar fields of a request that may come as a JSON object or as a form. Strict: a wrong type is a 400.</summary>
internal abstract class BodyFields
{
    /// <summary>A string; null if the field is absent.</summary>
    public abstract string? Text(string name);

    /// <summary>A whole number within bounds; null if the field is absent.</summary>
    public abstract long? Integer(string name, long least, long most);

    /// <summary>True or false; false if the field is absent.</summary>
    public abstract bool Flag(string name);

    /// <summary>A number that some clients write as a string; its text as written, null if the field is absent.</summary>
    public abstract string? NumberText(string name);

    public string RequiredText(string name) =>
        Text(name) is { Length: > 0 } text ? text : throw new InvalidFieldException($"'{name}' is required and must be a non-empty string.", name);
}
