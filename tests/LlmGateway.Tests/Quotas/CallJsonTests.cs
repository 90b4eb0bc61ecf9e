using System.Collections.Immutable;
using System.Reflection;
using System.Text;
using System.Text.Json;
using LlmGateway.Metering;
using LlmGateway.Quotas;

namespace LlmGateway.Tests.Quotas;

/// <summary>What is written by hand is what the serializer writes, with all properties and with none.</summary>
public sealed class CallJsonTests
{
    public static TheoryData<bool> Fillings => [true, false];

    [Theory]
    [MemberData(nameof(Fillings))]
    public void A_reservation_is_written_as_the_serializer_writes_it(bool full) => Same(Make<Reservation>(full), StoredJson.Write);

    [Theory]
    [MemberData(nameof(Fillings))]
    public void A_settlement_is_written_as_the_serializer_writes_it(bool full) => Same(Make<Settlement>(full), StoredJson.Write);

    [Theory]
    [MemberData(nameof(Fillings))]
    public void A_context_is_written_as_the_serializer_writes_it(bool full) => Same(Make<CallContext>(full), StoredJson.Write);

    [Fact]
    public void Every_name_of_an_enum_is_written_as_the_serializer_writes_it()
    {
        foreach (var type in Enum.GetValues<OperationType>()) Same(Make<CallContext>(false) with { OperationType = type }, StoredJson.Write);
        foreach (var bound in Enum.GetValues<BoundKind>()) Same(Make<CallContext>(false) with { BoundKind = bound }, StoredJson.Write);
        foreach (var kind in Enum.GetValues<EntryKind>()) Same(Make<Settlement>(false) with { Kind = kind }, StoredJson.Write);
        foreach (var certainty in Enum.GetValues<Certainty>()) Same(Make<Settlement>(false) with { Certainty = certainty }, StoredJson.Write);
    }

    private static void Same<T>(T value, Func<T, byte[]> write) => Assert.Equal(JsonSerializer.Serialize(value, StoredJson.Options), Encoding.UTF8.GetString(write(value)));

    private static T Make<T>(bool full) => (T)Value(typeof(T), full, 0)!;

    /// <summary>An object whose properties all say something, or only those that must.</summary>
    private static object? Value(Type type, bool full, int depth)
    {
        if (type == typeof(string)) return full ? "grüße <\"&\\👋\n" : "";
        if (Nullable.GetUnderlyingType(type) is { } inner) return full ? Value(inner, full, depth) : null;
        if (type == typeof(long)) return 1234567890123L + depth;
        if (type == typeof(int)) return 77;
        if (type == typeof(bool)) return full;
        if (type == typeof(DateTimeOffset)) return DateTimeOffset.FromUnixTimeMilliseconds(full ? 1764064000123 : 0);
        if (type.IsEnum) return Enum.GetValues(type).GetValue(full ? 1 : 0);
        if (type == typeof(Subject)) return Subject.User("org", "someone@example.com");
        if (type == typeof(Amounts)) return full ? new Amounts(1, 2, 3, 4, 5, 6, long.MaxValue) : Amounts.Zero;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>)) return List(type.GetGenericArguments()[0], full && depth < 4, depth);

        var constructor = type.GetConstructors().MaxBy(each => each.GetParameters().Length)!;
        var made = constructor.Invoke([.. constructor.GetParameters().Select(parameter => Value(parameter.ParameterType, full, depth + 1))]);
        var optional = new NullabilityInfoContext();
        foreach (var property in type.GetProperties().Where(property => property.CanWrite))
        {
            var isNull = (!full || depth >= 4) && optional.Create(property).WriteState == NullabilityState.Nullable;
            property.SetValue(made, isNull ? null : Value(property.PropertyType, full, depth + 1));
        }

        return made;
    }

    private static object List(Type element, bool full, int depth)
    {
        var items = Array.CreateInstance(element, full ? 2 : 0);
        for (var i = 0; i < items.Length; i++) items.SetValue(Value(element, true, depth + 2), i);
        return typeof(ImmutableArray).GetMethods().First(method => method.Name == nameof(ImmutableArray.Create) && method.GetParameters() is [{ ParameterType.IsArray: true }])
            .MakeGenericMethod(element).Invoke(null, [items])!;
    }
}
