using System.Diagnostics.CodeAnalysis;
using LlmGateway.Metering;

namespace LlmGateway.Pipeline;

/// <summary>What a step of the pipeline answers: the next step's input, or an expected "no".</summary>
internal readonly struct Result<T>
    where T : class
{
    private readonly T? _value;
    private readonly Refusal? _refusal;

    private Result(T? value, Refusal? refusal) => (_value, _refusal) = (value, refusal);

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Refusal refusal) => new(null, refusal);

    public bool Refused([NotNullWhen(true)] out Refusal? refusal, [NotNullWhen(false)] out T? value)
    {
        (refusal, value) = (_refusal, _value);
        return refusal is not null;
    }
}
